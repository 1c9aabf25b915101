package postprox.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import postprox.filter.FailurePolicy;
import postprox.filter.Origin;
import postprox.filter.command.CommandFilter;
import postprox.filter.command.CrashPolicy;
import postprox.filter.program.ProcessLimits;
import postprox.session.ClientLimits;
import postprox.session.SessionConfig;
import postprox.smtp.StrayCr;

/** Trials of commands, with what {@code postprox try} is told where nobody says otherwise. */
final class TrialBench {
    static final String MESSAGE = "Subject: hello\n\nText\n";

    String sender = "<>";
    FailurePolicy policy = FailurePolicy.PASS;
    CrashPolicy crashPolicy = CrashPolicy.FAIL;
    Duration timeout = Duration.ofSeconds(20);
    Duration deadline = Duration.ofSeconds(60);
    long messageBytes;

    private final Path spool;

    TrialBench(Path spool) {
        this.spool = spool;
    }

    Account run(String command) throws IOException {
        return run(command, MESSAGE);
    }

    Account run(String command, String message) throws IOException {
        return trial(command).run(new ByteArrayInputStream(message.getBytes(ISO_8859_1)));
    }

    private ClientLimits limits() {
        ClientLimits usual = ClientLimits.DEFAULT;
        return new ClientLimits(
                usual.sessions(),
                usual.sessionsPerAddress(),
                usual.commandBytes(),
                usual.commandTimeout(),
                usual.dataTimeout(),
                messageBytes,
                usual.recipients());
    }

    CommandTrial trial(String command) {
        return new CommandTrial(
                new CommandFilter(command, ProcessLimits.NONE, crashPolicy),
                timeout,
                policy,
                new Circumstances(
                        TriedMessage.envelope(
                                sender,
                                List.of("<first@example.com>", "second@example.com"),
                                "client.example.org",
                                "192.0.2.1"),
                        new Origin(List.of("PATH=/usr/bin:/bin")),
                        SessionConfig.with(limits(), deadline, Duration.ofSeconds(60), StrayCr.SPACE),
                        spool));
    }
}
