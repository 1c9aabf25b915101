package postprox.bench;

import java.nio.file.Path;
import java.util.List;
import postprox.bench.lab.Clamd;
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

/** The virus scanner: beside no filter, beside the manual's script, and beside clamd's own rate. */
final class ClamdCase {
    private static final String PLAIN = "no filter";
    private static final String UNIX = "clamd:PATH";
    private static final String TCP = "clamd:HOST:PORT";
    private static final String SCRIPT = "-c clamdscan.sh";
    private static final String BARE = "clamd alone";
    private static final String SUM = "no filter + clamd alone";
    private static final String LARGE_UNIX = "clamd:PATH, 10 MB";
    private static final String LARGE_TCP = "clamd:HOST:PORT, 10 MB";
    private static final String LARGE_BARE = "clamd alone, descriptor";
    private static final String LARGE_BARE_STREAM = "clamd alone, stream";
    private static final SmtpLoad LARGE = new SmtpLoad(4, 10_000_000, 1);
    private static final int SESSIONS = 5_000;

    /** As many messages as a filter of this kind has examined at once. */
    private static final int AT_ONCE = 10;

    private static final int LINE = 80;

    private ClamdCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        String script = lab.checkout().resolve("examples/clamdscan.sh").toString();
        try (Clamd clamd = Clamd.start(lab);
                Server sink = peers.sink(SESSIONS);
                Server plain = peers.postprox(sink);
                Server unix = peers.postprox(sink, "--filter", "clamd:" + clamd.socket());
                Server tcp = peers.postprox(
                        sink,
                        "--filter",
                        "clamd:" + Ports.address(clamd.server().port()));
                Server scripted =
                        peers.postprox(sink, "-t", "120", "-c", script + " --config-file=" + clamd.config())) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.compiling(PLAIN, lab, plain.port(), SmtpLoad.USUAL),
                            mail(UNIX, lab, clamd, unix, SmtpLoad.USUAL),
                            mail(TCP, lab, clamd, tcp, SmtpLoad.USUAL),
                            mail(SCRIPT, lab, clamd, scripted, SmtpLoad.USUAL),
                            BareScanSubject.passing(
                                    BARE, lab, clamd, AT_ONCE, message(lab, SmtpLoad.USUAL), SmtpLoad.USUAL.bytes()),
                            mail(LARGE_UNIX, lab, clamd, unix, LARGE),
                            mail(LARGE_TCP, lab, clamd, tcp, LARGE),
                            BareScanSubject.passing(
                                    LARGE_BARE, lab, clamd, LARGE.sessions(), message(lab, LARGE), LARGE.bytes()),
                            BareScanSubject.streaming(
                                    LARGE_BARE_STREAM,
                                    lab,
                                    clamd,
                                    LARGE.sessions(),
                                    message(lab, LARGE),
                                    LARGE.bytes())));
            series.derive(SUM, PLAIN, BARE, Quantity.RATE, (ours, scans) -> 1 / (1 / ours + 1 / scans));
            return Findings.of(rows(series), series.file("clamd"));
        }
    }

    private static List<Row> rows(Series series) {
        Target none = new Target.None();
        return List.of(
                Row.of("`clamd:PATH`", series, Quantity.RATE, UNIX, PLAIN, new Target.Ratio(0.85)),
                Row.of("`clamd:PATH`", series, Quantity.RATE, UNIX, SUM, none),
                Row.of("`clamd:HOST:PORT`", series, Quantity.RATE, TCP, PLAIN, none),
                Row.of("`clamd:PATH`", series, Quantity.RATE, UNIX, SCRIPT, none),
                Row.of("a message in clamd", series, Quantity.PROCESSOR_TIME, UNIX, BARE, none),
                Row.of("a streamed one", series, Quantity.PROCESSOR_TIME, TCP, BARE, none),
                Row.of(
                        "10 MB, `clamd:PATH`",
                        series,
                        Quantity.THROUGHPUT,
                        LARGE_UNIX,
                        LARGE_BARE,
                        new Target.Ratio(0.7)),
                Row.of(
                        "10 MB, `clamd:HOST:PORT`",
                        series,
                        Quantity.THROUGHPUT,
                        LARGE_TCP,
                        LARGE_BARE_STREAM,
                        new Target.Ratio(0.7)),
                Row.of("10 MB in clamd", series, Quantity.PROCESSOR_TIME, LARGE_UNIX, LARGE_BARE, none),
                Row.of(
                        "10 MB in clamd, streamed",
                        series,
                        Quantity.PROCESSOR_TIME,
                        LARGE_TCP,
                        LARGE_BARE_STREAM,
                        none));
    }

    private static Subject mail(String name, Lab lab, Clamd clamd, Server server, SmtpLoad load) {
        return new ClamdSubject(clamd, RateSubject.compiling(name, lab, server.port(), load));
    }

    /** A message such as the load has. */
    private static Path message(Lab lab, SmtpLoad load) throws MeasurementException {
        String line = "X".repeat(LINE - 1) + "\n";
        return lab.file(
                "message-" + load.bytes(),
                "From: <sender@example.org>\nTo: <recipient@example.com>\nSubject: bench\n\n"
                        + line.repeat(load.bytes() / LINE));
    }
}
