package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an administrator hears who asks for a message by its id, or what a line means. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ExplainTest {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final Path log = workspace.path("log.json");

    @AfterEach
    void cleanUp() {
        workspace.close();
    }

    private Tools.Result postprox(String... arguments) {
        List<String> command = new ArrayList<>(List.of(installation.launcher().toString()));
        command.addAll(List.of(arguments));
        return Tools.attempt(command);
    }

    /** Of Postfix's ids some have no digit. */
    @Test
    void anIdWithoutADigitIsFoundAndWhatIsDamagedHidesNothingElse() throws IOException {
        String event =
                "{\"time\":\"2026-03-01T14:00:00.000Z\",\"level\":\"info\",\"event\":\"message_accepted\",\"session\":\"s\","
                        + "\"reply\":\"250 2.0.0 Ok: queued as ZcWpGbhzXyz\",\"reply_code\":250}\n";
        Path _ = workspace.file("log.json", event);
        Path _ = workspace.file("log.json.1.gz", "no gzip");
        Path config = workspace.file("postprox.conf", "next-hop = 127.0.0.1:1\nlog = syslog,json:" + log + "\n");

        assertThat(postprox("log", "-n", "1", log.toString()).status()).isZero();
        Tools.Result damaged = postprox("log", log.toString());
        assertThat(damaged.status()).isEqualTo(3);
        assertThat(damaged.said()).contains("queued as ZcWpGbhzXyz", "cannot read the log " + log + ".1.gz: ");
        Files.delete(workspace.path("log.json.1.gz"));
        assertThat(postprox("explain", "--config", config.toString(), "ZcWpGbhzXyz")
                        .said())
                .contains("250 2.0.0 Ok: queued as ZcWpGbhzXyz");
        assertThat(postprox("explain", "--config", config.toString(), "nonsense")
                        .said())
                .contains("Nothing in docs/TROUBLESHOOTING.md fits.");
    }

    @Test
    void explainFindsTheEntryOfALine() {
        Tools.Result found = postprox("explain", "451 4.3.0 Error running content filter");
        assertThat(found.status()).isZero();
        assertThat(found.said()).contains("`451 4.3.0 Error running content filter`", "the filter failed");

        assertThat(postprox("explain", "Lorem ipsum dolor").status()).isEqualTo(1);
        Path config = workspace.file("none.conf", "next-hop = 127.0.0.1:1\nlog = json:" + log + "\n");
        Tools.Result unread =
                postprox("explain", "--config", config.toString(), "550 5.7.1 We do not play the lottery");
        assertThat(unread.status()).isEqualTo(1);
        assertThat(unread.said()).contains("cannot read the log " + log, "These words are not postprox's");
        assertThat(postprox("explain").status()).isEqualTo(2);
    }
}
