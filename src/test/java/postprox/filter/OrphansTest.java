package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whom a message that was left behind brings to an end. */
class OrphansTest {
    private static final String NAME = "postprox-1-2-3-0123456789abcdef0123456789abcdef.email";

    @Test
    void whoeverWasStartedForTheMessageIsKilledAndNobodyElse() throws IOException, InterruptedException {
        Process filter = sleeping("EMAIL", "/some/where/" + NAME);
        // By another way to the same directory.
        Process other = sleeping("EMAIL", "/tmp/link/" + NAME);
        List<Process> innocent = List.of(
                sleeping("EMAIL", "/some/where/postprox-1-2-3-ffffffffffffffffffffffffffffffff.email"),
                sleeping("NOTE", "/some/where/" + NAME),
                sleeping("EMAIL", "someone@example.org"));
        try {
            assertThat(Orphans.kill(List.of(Path.of("/some/where").resolve(NAME))))
                    .isEqualTo(2);
            assertThat(filter.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(innocent).allMatch(Process::isAlive);
        } finally {
            innocent.forEach(Process::destroyForcibly);
        }
    }

    @Test
    void whereNothingWasLeftNobodyIsKilled() throws IOException {
        Process sleeping = sleeping("EMAIL", "");
        try {
            assertThat(Orphans.kill(List.of())).isZero();
            assertThat(sleeping.isAlive()).isTrue();
        } finally {
            boolean _ = sleeping.destroyForcibly().isAlive();
        }
    }

    private static Process sleeping(String name, String value) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sleep", "1000");
        builder.environment().clear();
        builder.environment().put(name, value);
        return builder.start();
    }
}
