package postprox.bench;

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
import postprox.bench.report.Target;

/** Listen mode, where a message costs least. */
final class ListenCase {
    private static final String HAPROXY = "HAProxy";
    private static final String PLAIN = "no filter";
    private static final String FILTER = "-c true";
    private static final String FILTER_IN_MEMORY = "-c true -d /dev/shm";
    private static final String SPAWN = "posix_spawn";
    private static final String SUM = "no filter + posix_spawn";

    /** Sessions that it serves at once: far more than the load has. */
    private static final int SESSIONS = 5_000;

    private ListenCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(SESSIONS);
                Server haproxy = peers.haproxy(sink, SESSIONS);
                Server plain = peers.postprox(sink);
                Server filter = peers.postprox(sink, "-c", "true");
                Server filterInMemory = peers.postprox(sink, "-c", "true", "-d", "/dev/shm")) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.steady(HAPROXY, lab, haproxy, SmtpLoad.USUAL),
                            RateSubject.compiling(PLAIN, lab, plain.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(FILTER, lab, filter.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(FILTER_IN_MEMORY, lab, filterInMemory.port(), SmtpLoad.USUAL),
                            new SpawnSubject(lab)));
            series.derive(SUM, PLAIN, SPAWN, Quantity.RATE, (ours, spawns) -> 1 / (1 / ours + 1 / spawns));
            return Findings.of(
                    List.of(
                            Row.of("no filter", series, Quantity.RATE, PLAIN, HAPROXY, new Target.Ratio(1.0)),
                            Row.of("`-c true`", series, Quantity.RATE, FILTER, HAPROXY, new Target.Ratio(0.45)),
                            Row.of("`-c true`", series, Quantity.RATE, FILTER, SUM, new Target.Ratio(0.9)),
                            inMemory(series, HAPROXY),
                            inMemory(series, SUM)),
                    series.file("listen"));
        }
    }

    /** The same where making a file is only a matter of memory: what is left is ours and the shell's. */
    private static Row inMemory(Series series, String yardstick) {
        return Row.of("`-c true -d /dev/shm`", series, Quantity.RATE, FILTER_IN_MEMORY, yardstick, new Target.None());
    }

    /** How fast a C program can start what every message with {@code -c true} has to start. */
    private record SpawnSubject(Lab lab) implements Subject {
        private static final int THREADS = 4;
        private static final int COUNT = 3_000;

        @Override
        public String name() {
            return SPAWN;
        }

        @Override
        public Map<Quantity, Double> measure() throws MeasurementException, InterruptedException {
            String program = lab.checkout().resolve("target/bench/spawn").toString();
            String rate = lab.run(List.of(program, Integer.toString(THREADS), Integer.toString(COUNT)));
            return Map.of(Quantity.RATE, Double.parseDouble(rate.strip()));
        }
    }
}
