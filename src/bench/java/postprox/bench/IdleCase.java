package postprox.bench;

import java.util.List;
import java.util.Map;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.ProcFs;
import postprox.bench.lab.Server;
import postprox.bench.report.Findings;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Target;

/** What a session costs that has said EHLO and nothing since. */
final class IdleCase {
    private static final String HAPROXY = "HAProxy";
    private static final String OURS = "postprox";
    private static final int SESSIONS = 8_000;

    private static final int MOST_SESSIONS = 9_000;

    /** Each session takes two of a proxy's, and HAProxy wants some in reserve. */
    private static final int DESCRIPTORS = 2 * MOST_SESSIONS + 500;

    private static final double KILOBYTE = 1024;
    private static final int LIMIT = 20;

    private IdleCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        if (ProcFs.descriptorLimit() < DESCRIPTORS) {
            throw new MeasurementException(SESSIONS + " sessions need " + DESCRIPTORS
                    + " descriptors: raise the hard limit (ulimit -H -n), which is " + ProcFs.descriptorLimit());
        }
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(MOST_SESSIONS)) {
            Series series = Rounds.alternate(
                    pace.forGrowth(),
                    List.of(
                            new MemorySubject(HAPROXY, () -> peers.haproxy(sink, MOST_SESSIONS)),
                            new MemorySubject(OURS, () -> peers.postprox(sink))));
            Target target = new Target.Figure(LIMIT);
            return Findings.of(
                    List.of(
                            Row.of("an idle session, RSS", series, Quantity.RESIDENT, OURS, HAPROXY, target),
                            Row.of("an idle session, PSS", series, Quantity.PROPORTIONAL, OURS, HAPROXY, target)),
                    series.file("idle"));
        }
    }

    /** Starts the proxy whose memory is looked at. */
    @FunctionalInterface
    private interface Start {
        Server server() throws MeasurementException, InterruptedException;
    }

    /** Memory a session beyond that of an empty start, in a process of its own each time. */
    private record MemorySubject(String name, Start start) implements Subject {
        @Override
        public Map<Quantity, Double> measure() throws MeasurementException, InterruptedException {
            try (Server server = start.server()) {
                long resident = ProcFs.resident(server.pid());
                long proportional = ProcFs.proportional(server.pid());
                try (IdleSessions _ = IdleSessions.open(server.port(), SESSIONS)) {
                    return Map.of(
                            Quantity.RESIDENT,
                            (ProcFs.resident(server.pid()) - resident) / KILOBYTE / SESSIONS,
                            Quantity.PROPORTIONAL,
                            (ProcFs.proportional(server.pid()) - proportional) / KILOBYTE / SESSIONS);
                }
            }
        }
    }
}
