package postprox.bench;

import java.util.List;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.Ports;
import postprox.bench.lab.Server;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Findings;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Target;

/** A policy service that says yes, beside no filter. */
final class PolicyCase {
    private static final String PLAIN = "no filter";
    private static final String POLICY = "policy service";
    private static final int SESSIONS = 5_000;

    private PolicyCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        int port = Ports.free();
        String program = lab.checkout().resolve("target/bench/policy").toString();
        try (Server sink = peers.sink(SESSIONS);
                Server service = lab.serve(port, List.of(program, Integer.toString(port)));
                Server plain = peers.postprox(sink);
                Server policy = peers.postprox(sink, "--filter", "policy:" + Ports.address(service.port()))) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.compiling(PLAIN, lab, plain.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(POLICY, lab, policy.port(), SmtpLoad.USUAL)));
            return Findings.of(
                    List.of(Row.of(POLICY, series, Quantity.RATE, POLICY, PLAIN, new Target.Ratio(0.85))),
                    series.file("policy"));
        }
    }
}
