package postprox.bench;

import java.util.ArrayList;
import java.util.List;
import postprox.bench.lab.Clamd;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.Ports;
import postprox.bench.lab.Postfix;
import postprox.bench.lab.Scanners;
import postprox.bench.lab.Server;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Findings;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Target;

/**
 * What administrators run already, before the queue of a real Postfix: each scanner as a filter of its kind, beside its own command-line
 * client under {@code -c}, and beside Postfix's smtpd_milters where it is a milter.
 */
final class ScannersCase {
    private static final String PLAIN = "no filter";
    private static final SmtpLoad ONE_AT_A_TIME = new SmtpLoad(1, SmtpLoad.USUAL.bytes(), 1);

    private final Lab lab;
    private final Peers peers;
    private final int after;
    private final List<Server> proxies = new ArrayList<>();
    private final List<Door> doors = new ArrayList<>();

    /** A port of Postfix, and what stands behind it. */
    private record Door(String name, int port, String options) {}

    /** A kind and its rival, by the names of their doors. */
    private record Pair(String ours, String rival) {}

    private ScannersCase(Lab lab) throws MeasurementException {
        this.lab = lab;
        this.after = Ports.free();
        this.peers = new Peers(lab);
    }

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        PostfixCase.requireReadableProgram(lab);
        ScannersCase scanners = new ScannersCase(lab);
        try {
            return scanners.measure(pace);
        } finally {
            scanners.proxies.forEach(Server::close);
        }
    }

    private Findings measure(Pace pace) throws MeasurementException, InterruptedException {
        Scanners daemons = new Scanners(lab);
        try (Clamd clamd = Clamd.start(lab);
                Server rspamd = daemons.rspamd();
                Server spamd = daemons.spamd();
                Server icap = daemons.icap(clamd);
                Server opendkim = daemons.opendkim()) {
            proxy(PLAIN);
            List<Pair> pairs = List.of(
                    pair(
                            "clamd:" + clamd.socket(),
                            "clamdscan",
                            lab.checkout().resolve("examples/clamdscan.sh") + " --config-file=" + clamd.config()),
                    pair(
                            "rspamd:" + address(rspamd),
                            "rspamc",
                            "rspamc -h " + address(rspamd) + " \"$EMAIL\" | grep -q \"^Action: no action\""),
                    pair(
                            "spamd:" + address(spamd),
                            "spamc",
                            "spamc -x -c -d 127.0.0.1 -p " + spamd.port() + " <\"$EMAIL\" >/dev/null"),
                    pair(
                            "icap:icap://" + address(icap) + "/avscan",
                            "c-icap-client",
                            "c-icap-client -i 127.0.0.1 -p " + icap.port()
                                    + " -s avscan -f \"$EMAIL\" >/dev/null 2>&1"),
                    milter(opendkim));
            return findings(pace, pairs);
        }
    }

    private Findings findings(Pace pace, List<Pair> pairs) throws MeasurementException, InterruptedException {
        Postfix postfix = Postfix.in(lab).smtpd(after, PostfixCase.AFTER_FILTER);
        for (Door door : doors) {
            postfix = postfix.smtpd(door.port(), door.options());
        }
        try (Postfix running = postfix.start()) {
            List<Subject> subjects = new ArrayList<>();
            for (Door door : doors) {
                subjects.add(new PostfixSubject(door.name(), lab, running, door.port(), SmtpLoad.USUAL));
                subjects.add(new PostfixSubject(alone(door.name()), lab, running, door.port(), ONE_AT_A_TIME));
            }
            Series series = Rounds.alternate(pace, subjects);
            return Findings.of(rows(series, pairs), series.file("scanners"));
        }
    }

    private Pair pair(String filter, String client, String command) throws MeasurementException, InterruptedException {
        String kind = filter.substring(0, filter.indexOf(':') + 1);
        proxy(kind, "--filter", filter);
        proxy("-c " + client, "-t", "60", "-c", command);
        return new Pair(kind, "-c " + client);
    }

    private Pair milter(Server opendkim) throws MeasurementException, InterruptedException {
        String ours = "milter:, opendkim";
        String rival = "smtpd_milters, opendkim";
        proxy(ours, "--filter", "milter:" + address(opendkim));
        doors.add(new Door(
                rival,
                Ports.free(),
                "-o smtpd_proxy_filter=" + address(proxies.getFirst()) + " -o smtpd_milters=inet:"
                        + address(opendkim)));
        return new Pair(ours, rival);
    }

    private void proxy(String name, String... options) throws MeasurementException, InterruptedException {
        Server proxy = peers.postprox(after, options);
        proxies.add(proxy);
        doors.add(new Door(name, Ports.free(), "-o smtpd_proxy_filter=" + address(proxy)));
    }

    private static String address(Server server) {
        return Ports.address(server.port());
    }

    private static List<Row> rows(Series series, List<Pair> pairs) {
        Target none = new Target.None();
        List<Row> rows = new ArrayList<>();
        for (Pair pair : pairs) {
            rows.add(Row.of(pair.ours(), series, Quantity.RATE, pair.ours(), pair.rival(), none));
            rows.add(Row.of(pair.ours(), series, Quantity.RATE, pair.ours(), PLAIN, none));
            rows.add(time(series, pair.ours(), pair.rival()));
            rows.add(time(series, pair.ours(), PLAIN));
            rows.add(Row.of(
                    pair.ours() + " a message", series, Quantity.PROCESSOR_TIME, pair.ours(), pair.rival(), none));
        }
        return rows;
    }

    /** What a sender waits for a message, when nobody else sends one. */
    private static Row time(Series series, String ours, String yardstick) {
        return Row.of(ours + " alone", series, Quantity.MEDIAN_TIME, alone(ours), alone(yardstick), new Target.None());
    }

    private static String alone(String name) {
        return name + ", alone";
    }
}
