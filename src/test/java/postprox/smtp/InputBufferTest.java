package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import postprox.text.WireText;

class InputBufferTest {
    private static final String LONG = "x".repeat(5000);
    private static final int IDLE = 1024;

    @Test
    void whatIsThereIsTakenWithoutWaitingAndReadNext() throws IOException {
        InputBuffer in = Portions.of("OP\r\n");
        assertThat(in.fillNow((_, _, _) -> 0)).isTrue();
        assertThat(in.isEmpty()).isTrue();
        assertThat(in.fillNow(Portions.source("NO"))).isTrue();
        assertThat(in.isEmpty()).isFalse();
        assertThat(LineReader.read(in, 512)).contains(Line.whole("NOOP"));
        assertThat(in.fillNow((_, _, _) -> -1)).isFalse();
        assertThat(in.isEmpty()).isTrue();
    }

    /** Beyond what an idle session may hold. */
    @Test
    void aLongLineTakesMemoryThatManyShareAndGivesItBack() throws IOException {
        Purse purse = new Purse(8192);
        InputBuffer in = new InputBuffer(Portions.source(LONG + "\r\n", "NOOP\r\n"), purse);
        assertThat(LineReader.read(in, 12_288)).contains(Line.whole(LONG));
        assertThat(purse.left).isZero();
        assertThat(LineReader.read(in, 12_288)).contains(Line.whole("NOOP"));
        assertThat(purse.left).isEqualTo(8192);
    }

    @Test
    void aLineThatThereIsNoMemoryForIsReadAndDroppedAndTheNextOneIsThere() throws IOException {
        InputBuffer in = new InputBuffer(Portions.source("BDAT 7" + LONG + "\r\nNOOP\r\n"), new Purse(4000));
        assertThat(LineReader.read(in, 12_288)).contains(new Line("BDAT 7" + "x".repeat(58), Line.Form.NO_ROOM));
        assertThat(LineReader.read(in, 12_288)).contains(Line.whole("NOOP"));
    }

    /** The reply is the same for a client that sends too much, however busy the others are. */
    @Test
    void aLineBeyondTheLimitIsTooLongEvenWhereThereIsNoMemoryForMore() throws IOException {
        InputBuffer in = new InputBuffer(Portions.source(LONG + "\r\nNOOP\r\n"), new Purse(4096));
        assertThat(LineReader.read(in, 4096)).contains(new Line("x".repeat(64), Line.Form.TOO_LONG));
        assertThat(LineReader.read(in, 4096)).contains(Line.whole("NOOP"));
    }

    /** Each read is a system call, and each block of content one more call of the filter's file. */
    @Test
    void contentComesInLargeBlocks() throws IOException {
        String small = "x".repeat(8000) + "\r\n";
        assertThat(reads(small + ".\r\n", in -> new DataReader(StrayCr.SPACE).read(in, (_, _, _) -> {})))
                .isOne();
        assertThat(reads(small, in -> new ChunkReader(StrayCr.SPACE).read(chunk(small), in, (_, _, _) -> {})))
                .isOne();

        String large = small.repeat(125);
        assertThat(reads(large + ".\r\n", in -> new DataReader(StrayCr.SPACE).read(in, (_, _, _) -> {})))
                .isLessThan(20);
        assertThat(reads(large, in -> new ChunkReader(StrayCr.SPACE).read(chunk(large), in, (_, _, _) -> {})))
                .isLessThan(20);
    }

    @Test
    void aReplyToEhloTakesTwoReads() throws IOException {
        String reply = "250-" + "x".repeat(500) + "\r\n";
        assertThat(reads(reply, in -> LineReader.read(in, 4096).isPresent())).isEqualTo(2);
    }

    @Test
    void contentNeedsNoMemoryThatManyShare() throws IOException {
        InputBuffer in = new InputBuffer(Portions.source((LONG + "\r\n").repeat(20) + ".\r\nQUIT\r\n"), new Purse(0));
        StringBuilder text = new StringBuilder();
        assertThat(new DataReader(StrayCr.SPACE)
                        .read(in, (bytes, offset, length) -> text.append(WireText.of(bytes, offset, length))))
                .isTrue();
        assertThat(text).hasToString((LONG + "\n").repeat(20));
        assertThat(LineReader.read(in, 512)).contains(Line.whole("QUIT"));
    }

    @Test
    void whatIsUnreadCanBeSeenWithoutTakingIt() throws IOException {
        String here = "250 unasked\r\n";
        InputBuffer in = Portions.of("xxx\n" + here);
        assertThat(LineReader.read(in, 512)).contains(Line.whole("xxx"));
        assertThat(in.unread()).isEqualTo(here);
        assertThat(LineReader.read(in, 512)).contains(Line.whole("250 unasked"));
        assertThat(in.unread()).isEmpty();
    }

    /** An idle session is cheap, whatever it has done before: there may be thousands. */
    @Test
    void memoryOfContentOrOfManyCommandsIsGivenBack() throws IOException {
        InputBuffer behindData = Portions.of("x".repeat(200_000) + "\r\n.\r\n");
        assertThat(new DataReader(StrayCr.SPACE).read(behindData, (_, _, _) -> {}))
                .isTrue();
        assertThat(behindData.bytes).hasSizeLessThanOrEqualTo(IDLE);

        InputBuffer behindBdat = Portions.of("x".repeat(200_000));
        Chunk chunk = new Chunk(200_000, true);
        assertThat(new ChunkReader(StrayCr.SPACE).read(chunk, behindBdat, (_, _, _) -> {}))
                .isTrue();
        assertThat(behindBdat.bytes).hasSizeLessThanOrEqualTo(IDLE);

        String longest = "x".repeat(SmtpLimits.COMMAND_BYTES - 2);
        InputBuffer commands = Portions.of(longest + "\r\n", "NOOP\r\n");
        assertThat(LineReader.read(commands, SmtpLimits.COMMAND_BYTES)).contains(Line.whole(longest));
        assertThat(LineReader.read(commands, SmtpLimits.COMMAND_BYTES)).contains(Line.whole("NOOP"));
        assertThat(commands.bytes).hasSizeLessThanOrEqualTo(IDLE);
    }

    /** What was sent ahead of a reply is still there when content has given its memory back. */
    @Test
    void memoryIsNotGivenBackWithWhatIsStillUnread() throws IOException {
        InputBuffer in = Portions.of("x\r\n.\r\nQUIT\r\n");
        assertThat(new DataReader(StrayCr.SPACE).read(in, (_, _, _) -> {})).isTrue();
        assertThat(LineReader.read(in, 512)).contains(Line.whole("QUIT"));
    }

    /** Whoever reads has a limit of its own; this one is for a mistake of ours. */
    @Test
    void readerThatTakesNothingCannotFillTheHeap() {
        InputBuffer in = new InputBuffer((_, _, length) -> length);
        assertThatThrownBy(() -> {
                    while (in.fill()) {
                        assertThat(in.bytes).hasSizeLessThanOrEqualTo(64 * 1024);
                    }
                })
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hasLineTellsWhetherReadingOneWouldWait() throws IOException {
        InputBuffer empty = Portions.of("\n");
        assertThat(empty.fill()).isTrue();
        assertThat(empty.hasLine()).isTrue();
        InputBuffer in = Portions.of("NOO", "P\r\nQU");
        assertThat(in.hasLine()).isFalse();
        assertThat(in.fill()).isTrue();
        assertThat(in.hasLine()).isFalse();
        assertThat(in.fill()).isTrue();
        assertThat(in.hasLine()).isTrue();
        assertThat(LineReader.read(in, 512)).contains(Line.whole("NOOP"));
        assertThat(in.hasLine()).isFalse();
        assertThat(in.isEmpty()).isFalse();
    }

    private static Chunk chunk(String octets) {
        return new Chunk(octets.length(), true);
    }

    /** How many reads it takes to read all of this, of a peer that has sent all of it at once. */
    private static int reads(String wire, Reader reader) throws IOException {
        ByteSource peer = Portions.source(wire);
        AtomicInteger reads = new AtomicInteger();
        InputBuffer in = new InputBuffer((buffer, offset, length) -> {
            reads.incrementAndGet();
            return peer.read(buffer, offset, length);
        });
        assertThat(reader.read(in)).isTrue();
        return reads.get();
    }

    private interface Reader {
        boolean read(InputBuffer in) throws IOException;
    }

    /** So many bytes, and no more. */
    private static final class Purse implements MemoryBudget {
        private long left;

        private Purse(long bytes) {
            this.left = bytes;
        }

        @Override
        public boolean reserve(long bytes) {
            boolean enough = bytes <= left;
            left -= enough ? bytes : 0;
            return enough;
        }

        @Override
        public void charge(long bytes) {
            left -= bytes;
        }

        @Override
        public void release(long bytes) {
            left += bytes;
        }

        @Override
        public boolean hasRoom() {
            return left > 0;
        }
    }
}
