package postprox.filter.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Origin;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** A message on a bench, to try filters on: each in a spool of its own. */
final class Bench implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    /** An envelope with nothing special in it. */
    static final Envelope PLAIN = envelope("a@example.org", List.of("b@example.com"));

    final SpooledMessage message;
    private final Spool spool;
    private final Origin origin;

    private Bench(Spool spool, SpooledMessage message, Origin origin) {
        this.spool = spool;
        this.message = message;
        this.origin = origin;
    }

    static Bench in(Path directory, String... environment) throws SpoolException {
        Spool spool = Spool.in(directory);
        SpooledMessage message = spool.create();
        byte[] content = WireText.bytes("Subject: test\n\ntext\n");
        message.write(content, 0, content.length);
        List<String> lines = environment.length == 0 ? List.of("PATH=/usr/bin:/bin") : List.of(environment);
        return new Bench(spool, message, new Origin(lines));
    }

    static Envelope envelope(String sender, List<String> recipients) {
        return new Envelope("s3ss10n", sender, recipients, "client.example", Map.of());
    }

    Examination examination() {
        return examination(PLAIN, LONG);
    }

    /** The examination of a message that has so much time left. */
    Examination examination(Envelope envelope, Duration time) {
        return new Examination(message, envelope, Allowance.until(Deadline.after(Ticker.SYSTEM, time)), origin);
    }

    Answer answer(String command) throws SpoolException {
        return answer(command, PLAIN, LONG);
    }

    Answer answer(String command, Envelope envelope, Duration timeout) throws SpoolException {
        return new CommandFilter(command).examine(examination(envelope, LONG).within(timeout));
    }

    /** What a command wrote to OUTFILE, one byte a character. */
    String output(String command, Envelope envelope) throws SpoolException {
        Answer answer = answer(command, envelope, LONG);
        if (answer instanceof Verdict.Edit edit && edit.content().isPresent()) {
            return read(edit.content().get());
        }
        throw new AssertionError("the command wrote nothing to OUTFILE: " + answer);
    }

    /** The file that the command finds the message in. */
    Path email() throws SpoolException {
        return message.asFile().path();
    }

    /** Another of its files. */
    Path beside(String ending) throws SpoolException {
        String email = email().toString();
        return Path.of(email.substring(0, email.lastIndexOf('.')) + ending);
    }

    static String read(SpooledText text) throws SpoolException {
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

    static boolean isEmpty(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }
}
