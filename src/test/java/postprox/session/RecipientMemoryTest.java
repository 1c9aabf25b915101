package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Filter;
import postprox.testkit.RecordingLog;

/** The memory of recipients is shared by all sessions: what one does not need any more is there for others. */
final class RecipientMemoryTest {
    private static final String NO_ROOM = "452 4.5.3 Error: no memory for more recipients - try again later";
    private static final String RCPT = "RCPT TO:<" + "r".repeat(100) + ">\r\n";

    @TempDir
    private Path directory;

    /** Room for two such recipients. */
    private final RecipientMemory memory = new RecipientMemory(250);

    @Test
    void aRecipientBeyondItIsRefusedForNowUntilTheTransactionIsOver() throws IOException {
        String replies = converse("MAIL FROM:<a@b>\r\n" + RCPT.repeat(3) + "RSET\r\nMAIL FROM:<a@b>\r\n" + RCPT);
        assertThat(replies.lines())
                .containsExactly(
                        "220 next.hop ESMTP",
                        "250 2.1.0 Ok",
                        "250 2.1.5 Ok",
                        "250 2.1.5 Ok",
                        NO_ROOM,
                        "250 2.0.0 Ok",
                        "250 2.1.0 Ok",
                        "250 2.1.5 Ok");
    }

    @Test
    void aSessionThatEndsWithinATransactionGivesItsPartBack() throws IOException {
        for (int session = 0; session < 3; session++) {
            assertThat(converse("MAIL FROM:<a@b>\r\n" + RCPT.repeat(2))).doesNotContain(NO_ROOM);
            assertThat(memory.hasRoom()).isTrue();
        }
    }

    @Test
    void anotherMailTakesThePlaceOfTheFirst() throws IOException {
        String transaction = "MAIL FROM:<a@b>\r\n" + RCPT.repeat(2);
        assertThat(converse(transaction.repeat(3))).doesNotContain(NO_ROOM);
    }

    private String converse(String commands) throws IOException {
        return LoneSession.hold(commands, Filter.NONE, memory, new RecordingLog(), directory)
                .said();
    }
}
