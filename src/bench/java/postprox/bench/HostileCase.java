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

/** Whether sessions that only take places hold up those that have mail. */
final class HostileCase {
    private static final String ALONE = "usual load alone";
    private static final String BESIDE = "beside 1,000 hostile sessions";
    private static final int HOSTILE = 1_000;
    private static final int MOST_SESSIONS = 5_000;

    private HostileCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(MOST_SESSIONS);
                Server quiet = peers.postprox(sink);
                Server besieged = peers.postprox(sink);
                HostileSessions _ = HostileSessions.open(besieged.port(), HOSTILE)) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.compiling(ALONE, lab, quiet.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(BESIDE, lab, besieged.port(), SmtpLoad.USUAL)));
            return Findings.of(
                    List.of(Row.of(BESIDE, series, Quantity.RATE, BESIDE, ALONE, new Target.Ratio(0.8))),
                    series.file("hostile"));
        }
    }
}
