package postprox.bench;

import java.nio.file.Path;
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

/** Filters of kind java, one that says yes and one that also reads the message. */
final class JavaCase {
    private static final String PLAIN = "no filter";
    private static final String YES = "says yes";
    private static final String READS = "reads the message";
    private static final int SESSIONS = 5_000;

    private static final String SOURCE = """
            package bench;
            import postprox.filter.api.*;
            public class Yes implements MessageFilter {
                public Answer examine(Message message) {
                    return Answer.accept();
                }
                public static class Reads implements MessageFilter {
                    public Answer examine(Message message) throws Exception {
                        message.content().transferTo(java.io.OutputStream.nullOutputStream());
                        return Answer.accept();
                    }
                }
            }
            """;

    private JavaCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        String plugins = plugins(lab).toString();
        try (Server sink = peers.sink(SESSIONS);
                Server plain = peers.postprox(sink);
                Server yes = peers.postprox(sink, "--plugins", plugins, "--filter", "java:bench.Yes");
                Server reads = peers.postprox(sink, "--plugins", plugins, "--filter", "java:bench.Yes$Reads")) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.compiling(PLAIN, lab, plain.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(YES, lab, yes.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(READS, lab, reads.port(), SmtpLoad.USUAL)));
            return Findings.of(
                    List.of(
                            Row.of(YES, series, Quantity.RATE, YES, PLAIN, new Target.Ratio(0.85)),
                            Row.of(READS, series, Quantity.RATE, READS, PLAIN, new Target.None())),
                    series.file("java"));
        }
    }

    /** A directory with the jar of both, compiled against the published interface. */
    static Path plugins(Lab lab) throws MeasurementException, InterruptedException {
        Path directory = lab.directory("plugins");
        Path classes = lab.directory("classes");
        Path _ = lab.directory("classes/META-INF/services");
        String bin = System.getProperty("java.home") + "/bin/";
        String api = lab.checkout()
                .resolve("target/filter-api/postprox-filter-api.jar")
                .toString();
        String source = lab.file("Yes.java", SOURCE).toString();
        String _ = lab.run(List.of(bin + "javac", "-cp", api, "-d", classes.toString(), source));
        Path _ =
                lab.file("classes/META-INF/services/postprox.filter.api.MessageFilter", "bench.Yes\nbench.Yes$Reads\n");
        String _ = lab.run(
                List.of(bin + "jar", "-cf", directory.resolve("bench.jar").toString(), "-C", classes.toString(), "."));
        return directory;
    }
}
