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

/** What a message costs each part of a fleet: the standard values of {@code ./bench plan}. */
final class CostsCase {
    private static final String HAPROXY = "HAProxy";
    private static final String HAPROXY_LARGE = "HAProxy, 1 MB";
    private static final String SMALL = "postprox, 4 KB";
    private static final String LARGE = "postprox, 1 MB";
    private static final String COMMAND = "postprox and -c true, 4 KB";
    private static final int SESSIONS = 5_000;
    private static final SmtpLoad MEGABYTE = new SmtpLoad(4, 1_000_000, 1);

    private CostsCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(SESSIONS);
                Server haproxy = peers.haproxy(sink, SESSIONS);
                Server plain = peers.postprox(sink);
                Server command = peers.postprox(sink, "-c", "true")) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            new CostSubject(HAPROXY, lab, haproxy, SmtpLoad.USUAL),
                            new CostSubject(HAPROXY_LARGE, lab, haproxy, MEGABYTE),
                            new CostSubject(SMALL, lab, plain, SmtpLoad.USUAL),
                            new CostSubject(LARGE, lab, plain, MEGABYTE),
                            new CostSubject(COMMAND, lab, command, SmtpLoad.USUAL)));
            return Findings.of(
                    List.of(
                            row(series, SMALL, HAPROXY),
                            row(series, LARGE, HAPROXY_LARGE),
                            row(series, COMMAND, HAPROXY)),
                    series.file("costs"));
        }
    }

    private static Row row(Series series, String subject, String yardstick) {
        return Row.of(subject, series, Quantity.PROCESSOR_TIME, subject, yardstick, new Target.None());
    }
}
