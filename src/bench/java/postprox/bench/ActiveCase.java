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

/** Whether many sessions that are all at work get less done than a few. */
final class ActiveCase {
    private static final String FEW = "20 sessions";
    private static final String MANY = "1,000 sessions";
    private static final String HAPROXY_FEW = "HAProxy, 20 sessions";
    private static final String HAPROXY_MANY = "HAProxy, 1,000 sessions";
    private static final SmtpLoad MANY_LOAD = new SmtpLoad(1_000, 4_000, 1);
    private static final int MOST_SESSIONS = 5_000;

    private ActiveCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(MOST_SESSIONS);
                Server haproxy = peers.haproxy(sink, MOST_SESSIONS);
                Server ours = peers.postprox(sink)) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.compiling(FEW, lab, ours.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(MANY, lab, ours.port(), MANY_LOAD),
                            RateSubject.steady(HAPROXY_FEW, lab, haproxy, SmtpLoad.USUAL),
                            RateSubject.steady(HAPROXY_MANY, lab, haproxy, MANY_LOAD)));
            return Findings.of(
                    List.of(
                            Row.of(MANY, series, Quantity.RATE, MANY, FEW, new Target.Ratio(0.8)),
                            Row.of(HAPROXY_MANY, series, Quantity.RATE, HAPROXY_MANY, HAPROXY_FEW, new Target.None()),
                            Row.of(MANY, series, Quantity.RATE, MANY, HAPROXY_MANY, new Target.None())),
                    series.file("active"));
        }
    }
}
