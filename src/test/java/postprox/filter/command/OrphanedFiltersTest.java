package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whom a message that was left behind brings to an end. */
class OrphanedFiltersTest {
    /** Another run of these tests, on the same machine at the same time, has processes of its own. */
    private static final String DIRECTORY = "postprox-" + UUID.randomUUID();

    private static final String MESSAGE = DIRECTORY + "/4567";
    private static final String NAME = MESSAGE + ".email";

    @Test
    void whoeverWasStartedForTheMessageIsKilledAndNobodyElse() throws IOException, InterruptedException {
        Process filter = sleeping("EMAIL", "/some/where/" + NAME);
        // By another way to the same directory.
        Process other = sleeping("EMAIL", "/tmp/link/" + NAME);
        List<Process> innocent = List.of(
                sleeping("EMAIL", "/some/where/" + DIRECTORY + "/89ab.email"),
                sleeping("EMAIL", "/some/where/postprox-cdef/4567.email"),
                sleeping("EMAIL", "4567.email"),
                sleeping("NOTE", "/some/where/" + NAME),
                sleeping("EMAIL", "someone@example.org"));
        try {
            assertThat(OrphanedFilters.kill(Set.of(MESSAGE))).isEqualTo(2);
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
            assertThat(OrphanedFilters.kill(Set.of())).isZero();
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
