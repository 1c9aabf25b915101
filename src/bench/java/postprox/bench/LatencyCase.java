package postprox.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.Server;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Findings;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Statistics;
import postprox.bench.report.Target;

/** What a proxy adds to the time of a session while most of the machine is idle. */
final class LatencyCase {
    private static final String DIRECT = "direct";
    private static final String HAPROXY = "HAProxy";
    private static final String OURS = "postprox";
    private static final String ADDED = ", added";
    private static final double LOAD = 0.2;
    private static final double PERCENTILE = 0.99;
    private static final int SESSIONS = 5_000;

    private LatencyCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(SESSIONS);
                Server haproxy = peers.haproxy(sink, SESSIONS);
                Server ours = peers.postprox(sink)) {
            double rate = LOAD * fullRate(lab, pace, ours);
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            new SessionSubject(DIRECT, sink, rate, pace.round()),
                            new SessionSubject(HAPROXY, haproxy, rate, pace.round()),
                            new SessionSubject(OURS, ours, rate, pace.round())));
            List<Row> rows = new ArrayList<>();
            for (Quantity quantity : List.of(Quantity.MEDIAN_TIME, Quantity.NINETY_NINTH_TIME)) {
                series.derive(HAPROXY + ADDED, HAPROXY, DIRECT, quantity, (with, without) -> with - without);
                series.derive(OURS + ADDED, OURS, DIRECT, quantity, (with, without) -> with - without);
                String which = quantity == Quantity.MEDIAN_TIME ? "p50" : "p99";
                rows.add(Row.of("session, " + which, series, quantity, OURS, DIRECT, new Target.None()));
                rows.add(Row.of(
                        "added to " + which, series, quantity, OURS + ADDED, HAPROXY + ADDED, new Target.None()));
            }
            return Findings.of(rows, series.file("latency"));
        }
    }

    private static double fullRate(Lab lab, Pace pace, Server ours) throws MeasurementException, InterruptedException {
        Series series = Rounds.alternate(pace, List.of(RateSubject.compiling(OURS, lab, ours.port(), SmtpLoad.USUAL)));
        return series.median(OURS, Quantity.RATE);
    }

    private record SessionSubject(String name, Server server, double rate, double seconds) implements Subject {
        @Override
        public void warmUp(Pace pace) throws MeasurementException, InterruptedException {
            List<Double> _ = OpenLoop.run(server.port(), rate, pace.warmUp());
        }

        @Override
        public Map<Quantity, Double> measure() throws MeasurementException, InterruptedException {
            List<Double> times = OpenLoop.run(server.port(), rate, seconds);
            return Map.of(
                    Quantity.MEDIAN_TIME,
                    Statistics.median(times),
                    Quantity.NINETY_NINTH_TIME,
                    Statistics.percentile(times, PERCENTILE));
        }
    }
}
