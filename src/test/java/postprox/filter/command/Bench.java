package postprox.filter.command;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/** A message on a bench, to try filters on: each in a spool of its own. */
final class Bench implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    /** An envelope with nothing special in it. */
    static final Envelope PLAIN = envelope("a@example.org", List.of("b@example.com"));

    final SpooledMessage message;
    private final Spool spool;
    private final List<String> inherited;

    private Bench(Spool spool, SpooledMessage message, List<String> inherited) {
        this.spool = spool;
        this.message = message;
        this.inherited = inherited;
    }

    static Bench in(Path directory, String... inherited) throws SpoolException {
        Spool spool = Spool.in(directory);
        SpooledMessage message = spool.create();
        byte[] content = WireText.bytes("Subject: test\n\ntext\n");
        message.write(content, 0, content.length);
        return new Bench(spool, message, inherited.length == 0 ? List.of("PATH=/usr/bin:/bin") : List.of(inherited));
    }

    static Envelope envelope(String sender, List<String> recipients) {
        return new Envelope("s3ss10n", sender, recipients, "client.example", Map.of());
    }

    Verdict verdict(String command) throws SpoolException {
        return verdict(command, PLAIN, LONG);
    }

    Verdict verdict(String command, Envelope envelope, Duration timeout) throws SpoolException {
        return run(command, envelope, timeout).verdict();
    }

    CommandFilter.Run run(String command, Envelope envelope, Duration timeout) throws SpoolException {
        return new CommandFilter(command, timeout, inherited).run(message, envelope, LONG, _ -> {});
    }

    /** What a command wrote to OUTFILE, one byte a character. */
    String output(String command, Envelope envelope) throws SpoolException {
        Verdict verdict = verdict(command, envelope, LONG);
        if (!(verdict instanceof Verdict.Replace)) {
            throw new AssertionError("the command wrote nothing to OUTFILE: " + verdict);
        }
        return read(message.changed());
    }

    private static String read(SpooledText text) throws SpoolException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[4096];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.write(block, 0, count);
        }
        return WireText.of(all.toByteArray(), 0, all.size());
    }

    @Override
    public void close() throws SpoolException {
        try (spool) {
            message.close();
        }
    }

    static boolean isEmpty(Path directory) throws java.io.IOException {
        try (var files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }
}
