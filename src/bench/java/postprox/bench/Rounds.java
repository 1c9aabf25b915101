package postprox.bench;

import java.util.List;
import java.util.TreeMap;
import postprox.bench.lab.MeasurementException;
import postprox.bench.report.Series;

/** Measures several subjects in turn, so that the moods of the machine meet all of them alike. */
final class Rounds {
    private Rounds() {}

    static Series alternate(Pace pace, List<Subject> subjects) throws MeasurementException, InterruptedException {
        for (Subject subject : subjects) {
            subject.warmUp(pace);
        }
        Series series = new Series();
        for (int round = 0; round < pace.rounds(); round++) {
            for (Subject subject : subjects) {
                new TreeMap<>(subject.measure())
                        .forEach((quantity, value) -> series.add(subject.name(), quantity, value));
            }
        }
        return series;
    }
}
