package postprox.bench;

import java.util.ArrayList;
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

/** A process for each connection, as spawn(8) and inetd do it; the resident is warm. */
final class ConnectionCase {
    private static final String HAPROXY = "HAProxy";
    private static final String SCRIPT = "script, resident";
    private static final String CLIENT = "client, resident";
    private static final String COLD = "a JVM each";
    private static final int SESSIONS = 5_000;

    private ConnectionCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(SESSIONS);
                Server haproxy = peers.haproxy(sink, SESSIONS);
                Server script = peers.superServer(filtering(lab.program(), List.of(), sink));
                Server client = peers.superServer(filtering(lab.nativeClient(), List.of(), sink));
                Server cold = peers.superServer(filtering(lab.program(), withoutResident(lab), sink))) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.steady(HAPROXY, lab, haproxy, SmtpLoad.USUAL),
                            RateSubject.compiling(SCRIPT, lab, script.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(CLIENT, lab, client.port(), SmtpLoad.USUAL),
                            RateSubject.steady(COLD, lab, cold, SmtpLoad.USUAL)));
            return Findings.of(
                    List.of(
                            Row.of("`postprox`", series, Quantity.RATE, SCRIPT, HAPROXY, new Target.Ratio(0.25)),
                            Row.of("`postprox-client`", series, Quantity.RATE, CLIENT, HAPROXY, new Target.Ratio(0.25)),
                            Row.of("`postprox`", series, Quantity.RATE, SCRIPT, COLD, new Target.Ratio(10))),
                    series.file("connection"));
        }
    }

    /** The options that make each connection start a JVM; none for a program that cannot do otherwise. */
    static List<String> withoutResident(Lab lab) throws MeasurementException, InterruptedException {
        String option = "--no-resident";
        return lab.run(List.of(lab.program(), "--help")).contains(option) ? List.of(option) : List.of();
    }

    private static List<String> filtering(String program, List<String> options, Server next) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(options);
        command.addAll(List.of("-c", "true", Ports.address(next.port())));
        return command;
    }
}
