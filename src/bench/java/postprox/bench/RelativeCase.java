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

/** The living relative, for the reader: proxsmtpd of Debian, with a filter command that is as empty as ours. */
final class RelativeCase {
    private static final String HAPROXY = "HAProxy";
    private static final String PROXSMTP = "proxsmtpd";
    private static final int SESSIONS = 5_000;

    private RelativeCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(SESSIONS);
                Server haproxy = peers.haproxy(sink, SESSIONS);
                Server proxsmtp = peers.proxsmtp(sink)) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.steady(HAPROXY, lab, haproxy, SmtpLoad.USUAL),
                            RateSubject.steady(PROXSMTP, lab, proxsmtp, SmtpLoad.USUAL)));
            return Findings.of(
                    List.of(Row.of("proxsmtpd, `true`", series, Quantity.RATE, PROXSMTP, HAPROXY, new Target.None())),
                    series.file("relative"));
        }
    }
}
