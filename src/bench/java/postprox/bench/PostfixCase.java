package postprox.bench;

import java.util.List;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.Ports;
import postprox.bench.lab.Postfix;
import postprox.bench.lab.Server;
import postprox.bench.report.Findings;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Target;

/** The whole of it: Postfix asks us before it queues (SMTPD_PROXY_README), and queues and delivers what we let pass. */
final class PostfixCase {
    private static final String ALONE = "no proxy";
    private static final String SPAWN = "resident under spawn(8)";
    private static final String LISTEN = "listen mode";
    static final String AFTER_FILTER = "-o smtpd_authorized_xforward_hosts=127.0.0.0/8"
            + " -o smtpd_recipient_restrictions=permit_mynetworks,reject"
            + " -o receive_override_options=no_unknown_recipient_checks";

    private PostfixCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        requireReadableProgram(lab);
        int afterFilter = Ports.free();
        int alone = Ports.free();
        int beforeSpawn = Ports.free();
        int spawn = Ports.free();
        int beforeListen = Ports.free();
        try (Server listening = new Peers(lab).postprox(afterFilter, "-c", "true");
                Postfix postfix = Postfix.in(lab)
                        .smtpd(afterFilter, AFTER_FILTER)
                        .smtpd(alone, "")
                        .smtpd(beforeSpawn, "-o smtpd_proxy_filter=" + Ports.address(spawn))
                        .spawn(spawn, lab.program() + " -c true " + Ports.address(afterFilter))
                        .smtpd(beforeListen, "-o smtpd_proxy_filter=" + Ports.address(listening.port()))
                        .start()) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            new PostfixSubject(ALONE, lab, postfix, alone),
                            new PostfixSubject(SPAWN, lab, postfix, beforeSpawn),
                            new PostfixSubject(LISTEN, lab, postfix, beforeListen)));
            return Findings.of(rows(series), series.file("postfix"));
        }
    }

    private static List<Row> rows(Series series) {
        Target none = new Target.None();
        return List.of(
                Row.of(SPAWN, series, Quantity.RATE, SPAWN, ALONE, none),
                Row.of(LISTEN, series, Quantity.RATE, LISTEN, ALONE, none),
                Row.of(SPAWN + ", a message", series, Quantity.PROCESSOR_TIME, SPAWN, ALONE, none),
                Row.of(LISTEN + ", a message", series, Quantity.PROCESSOR_TIME, LISTEN, ALONE, none));
    }

    /** Postfix's spawn(8) starts nothing as root. */
    static void requireReadableProgram(Lab lab) throws MeasurementException, InterruptedException {
        try {
            String _ = lab.run(List.of("runuser", "-u", "nobody", "--", lab.program(), "--version"));
        } catch (MeasurementException e) {
            throw new MeasurementException(
                    "user nobody cannot run " + lab.program()
                            + ": measure in a checkout that everybody can read, below /opt for instance",
                    e);
        }
    }
}
