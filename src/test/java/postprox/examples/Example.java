package postprox.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import postprox.filter.FailurePolicy;
import postprox.filter.Origin;
import postprox.filter.command.CommandFilter;
import postprox.session.SessionConfig;
import postprox.smtp.StrayCr;
import postprox.trial.Account;
import postprox.trial.Circumstances;
import postprox.trial.CommandTrial;
import postprox.trial.TriedMessage;

/** Runs a filter of {@code examples/} on a message. */
final class Example {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

    private final String name;
    private final Path directory;
    private String prefix = "";
    private String sender = "sender@example.org";
    private String path = System.getenv("PATH");

    /** A filter, with a directory for its spool and its output. */
    Example(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    /** Puts something in front of the command. */
    Example with(String assignment) {
        prefix = assignment + " ";
        return this;
    }

    Example from(String address) {
        sender = address;
        return this;
    }

    /** Looks for programs here first. */
    Example withPrograms(Path programs) {
        path = programs + ":" + path;
        return this;
    }

    /** Runs the filter on a message of {@code examples/messages}. */
    Account on(String messageName) throws IOException {
        return onText(message(messageName));
    }

    /** Runs the filter on a message, one byte a character. */
    Account onText(String message) throws IOException {
        Path output = directory.resolve("outfile");
        String command = prefix + "'" + EXAMPLES.resolve(name) + "'; status=$?; cp \"$OUTFILE\" '" + output
                + "' && exit $status";
        CommandTrial trial = new CommandTrial(
                new CommandFilter(command),
                LONG_ENOUGH,
                FailurePolicy.PASS,
                new Circumstances(
                        TriedMessage.envelope(
                                sender, List.of("recipient@example.com"), "client.example.org", "192.0.2.1"),
                        new Origin(List.of("PATH=" + path)),
                        SessionConfig.with(LONG_ENOUGH, StrayCr.SPACE),
                        Files.createDirectories(directory.resolve("spool"))));
        return trial.run(new ByteArrayInputStream(message.getBytes(ISO_8859_1)));
    }

    /** What the filter wrote to OUTFILE in its last run. */
    String output() throws IOException {
        return Files.readString(directory.resolve("outfile"), ISO_8859_1);
    }

    static String message(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve("messages").resolve(name), ISO_8859_1);
    }

    static Path file(String name) {
        return EXAMPLES.resolve(name);
    }

    static void assertAccepted(Account account) {
        assertThat(account.text()).startsWith("verdict   accepted: the message passes as it came\n");
    }

    static void assertRefused(Account account, String reply) {
        assertThat(account.text()).startsWith("verdict   refused\nreply     " + reply + "\n");
    }

    static void assertFailed(Account account, int status) {
        assertThat(account.text())
                .startsWith("verdict   filter failed")
                .contains("\nfilter    exit status " + status + ",");
    }
}
