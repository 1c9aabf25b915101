package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.RecordingLog;

/** What all sessions share: who takes much is refused more, and what one does not need any more is there for others. */
final class MemoryTest {
    private static final String NO_ROOM = "452 4.5.3 Error: no memory for more recipients - try again later";
    private static final String RCPT = "RCPT TO:<" + "r".repeat(900) + ">\r\n";

    private static final String XFORWARD = "XFORWARD NAME=" + "n".repeat(900) + "\r\n";
    private static final String NO_ROOM_FOR_COMMAND = "452 4.3.1 Error: no memory for such a command - try again later";

    /** More recipients than all share memory for. */
    private static final int MANY = 200;

    @TempDir
    private Path directory;

    /** 100,000 bytes for what is beyond a session's own. */
    private final Memory memory = new Memory(400_000);

    @Test
    void aRecipientBeyondItIsRefusedForNowUntilTheTransactionIsOver() throws IOException {
        List<String> replies = converse(
                        "MAIL FROM:<a@b>\r\n" + RCPT.repeat(MANY) + "RSET\r\nMAIL FROM:<a@b>\r\n" + RCPT)
                .lines()
                .toList();
        assertThat(replies.subList(1, 30)).allMatch(reply -> reply.startsWith("250"));
        assertThat(replies.subList(MANY - 50, MANY)).containsOnly(NO_ROOM);
        assertThat(replies.subList(replies.size() - 3, replies.size()))
                .containsExactly("250 2.0.0 Ok", "250 2.1.0 Ok", "250 2.1.5 Ok");
    }

    @Test
    void aSessionThatEndsWithinATransactionGivesItsPartBack() throws IOException {
        for (int session = 0; session < 3; session++) {
            assertThat(converse("MAIL FROM:<a@b>\r\n" + RCPT.repeat(30))).doesNotContain(NO_ROOM);
        }
    }

    @Test
    void anotherMailTakesThePlaceOfTheFirst() throws IOException {
        String transaction = "MAIL FROM:<a@b>\r\n" + RCPT.repeat(30);
        assertThat(converse(transaction.repeat(3))).doesNotContain(NO_ROOM);
    }

    /** Its address, and the command that named it, which may have to be said again. */
    @Test
    void aLongSenderCountsAsOftenAsItIsKept() throws IOException {
        String longSender = "MAIL FROM:<" + "s".repeat(10_000) + ">";
        String longLine = "MAIL FROM:<s> " + "X".repeat(10_000 - 3);
        assertThat(recipientsTakenBehind(longLine) - recipientsTakenBehind(longSender))
                .isBetween(9L, 12L);
    }

    private long recipientsTakenBehind(String mail) throws IOException {
        return converse(mail + "\r\n" + RCPT.repeat(MANY))
                .lines()
                .filter(reply -> reply.startsWith("250 2.1.5"))
                .count();
    }

    @Test
    void whatIsRememberedOfTheRemoteClientCountsUntilItsTransactionIsOver() throws IOException {
        Memory half = new Memory(200_000);
        assertThat(converse("EHLO c\r\n" + XFORWARD.repeat(30), half)).contains(NO_ROOM_FOR_COMMAND);
        assertThat(converse("EHLO c\r\n" + (XFORWARD.repeat(4) + "RSET\r\n").repeat(20), half))
                .doesNotContain("452");
    }

    @Test
    void aGreetingTakesThePlaceOfTheOneBeforeIt() throws IOException {
        assertThat(converse(("EHLO " + "c".repeat(900) + "\r\n").repeat(60))).doesNotContain("452");
    }

    /** What is written ahead, blocks of content, replies that wait: each is given back when its time is over. */
    @Test
    void anyNumberOfMessagesTakeNoMoreThanOne() throws IOException {
        String message =
                "MAIL FROM:<a@b>\r\n" + RCPT.repeat(10) + "DATA\r\n" + ("x".repeat(70) + "\r\n").repeat(60) + ".\r\n";
        String replies = converse("EHLO c\r\n" + message.repeat(60));
        assertThat(replies).doesNotContain("452");
        assertThat(replies.lines().filter(reply -> reply.startsWith("250 2.0.0 Ok: queued")))
                .hasSize(60);
    }

    /** Whatever others have taken. */
    @Test
    void eachSessionHasSomeOfItsOwn() throws IOException {
        try (Memory.Share other = memory.share()) {
            other.charge(1_000_000);
            assertThat(converse("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\ntext\r\n.\r\n"))
                    .endsWith("250 2.0.0 Ok: queued as Q1\r\n");
            assertThat(converse("MAIL FROM:<a@b>\r\n" + RCPT.repeat(20))).contains(NO_ROOM);
        }
        assertThat(converse("MAIL FROM:<a@b>\r\n" + RCPT.repeat(20))).doesNotContain(NO_ROOM);
    }

    /** A line that does not fit into what a session has of its own; what comes behind it is there. */
    @Test
    void aLongCommandThatThereIsNoMemoryForIsRefusedForNow() throws IOException {
        Memory none = new Memory(0);
        String longLine = "NOOP " + "x".repeat(11_000) + "\r\n";
        assertThat(converse(longLine + "NOOP\r\n", none).lines())
                .containsExactly("220 next.hop ESMTP", NO_ROOM_FOR_COMMAND, "250 2.0.0 Ok");
        assertThat(converse("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 1\r\nx" + longLine + "BDAT 1 LAST\r\ny", none)
                        .lines()
                        .skip(3))
                .containsExactly("250 2.0.0 Ok: 1 octets", NO_ROOM_FOR_COMMAND, "250 2.0.0 Ok: queued as Q1");
        assertThat(converse("BDAT " + " ".repeat(11_000) + "4 LAST\r\nQUIT", none))
                .contains("421 4.5.4");
    }

    /** What was taken is what is given back, to the byte, however often. */
    @Test
    void nothingIsLostOfIt() {
        for (int i = 0; i < 10; i++) {
            try (Memory.Share one = memory.share()) {
                assertThat(one.reserve(100_000)).isTrue();
                assertThat(one.reserve(10_000)).isFalse();
                one.release(30_000);
                assertThat(one.reserve(30_000)).isTrue();
                assertThat(one.reserve(30_000)).isFalse();
            }
        }
    }

    /** The session reads content while its KeepAlive talks to the next hop. */
    @Test
    void twoThreadsOfASessionCountItTogether() throws InterruptedException {
        try (Memory.Share session = memory.share()) {
            Runnable takeAndGiveBack = () -> {
                for (int i = 1; i < 100_000; i++) {
                    session.charge(i % 20_000);
                    session.release(i % 20_000);
                }
            };
            Thread keepAlive = Thread.ofPlatform().start(takeAndGiveBack);
            takeAndGiveBack.run();
            keepAlive.join();
        }
        try (Memory.Share next = memory.share()) {
            assertThat(next.reserve(108_192)).isTrue();
            assertThat(next.reserve(1)).isFalse();
        }
    }

    @Test
    void asManySessionsMayBeginAsHalfOfTheHeapHasRoomFor() {
        Memory small = new Memory(2 * 3 * 24 * 1024);
        try (Memory.Share _ = small.share();
                Memory.Share _ = small.share()) {
            assertThat(small.hasRoomForSession()).isTrue();
            try (Memory.Share _ = small.share()) {
                assertThat(small.hasRoomForSession()).isFalse();
            }
            assertThat(small.hasRoomForSession()).isTrue();
        }
    }

    private String converse(String commands) throws IOException {
        return converse(commands, memory);
    }

    private String converse(String commands, Memory shared) throws IOException {
        return LoneSession.hold(commands, List.of(), shared, new RecordingLog(), directory)
                .said();
    }
}
