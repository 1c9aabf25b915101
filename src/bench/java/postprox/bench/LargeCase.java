package postprox.bench;

import java.util.List;
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

/** Messages of 10 MB, spooled to the default directory. */
final class LargeCase {
    private static final String HAPROXY = "HAProxy";
    private static final String PLAIN = "no filter";
    private static final SmtpLoad LOAD = new SmtpLoad(4, 10_000_000, 1);
    private static final int SESSIONS = 100;

    private LargeCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(SESSIONS);
                Server haproxy = peers.haproxy(sink, SESSIONS);
                Server plain = peers.postprox(sink)) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.steady(HAPROXY, lab, haproxy, LOAD),
                            RateSubject.compiling(PLAIN, lab, plain.port(), LOAD)));
            return Findings.of(
                    List.of(Row.of(
                            "10 MB messages", series, Quantity.THROUGHPUT, PLAIN, HAPROXY, new Target.Ratio(0.7))),
                    series.file("large"));
        }
    }
}
