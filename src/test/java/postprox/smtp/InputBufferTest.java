package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import postprox.smtp.LineReader.Line;

class InputBufferTest {
    private static final int IDLE = 1024;

    @Test
    void whatSomebodyElseReadComesBehindWhatIsHere() throws IOException {
        String here = "NOOP " + "x".repeat(100);
        InputBuffer in = Portions.of(here);
        assertThat(in.fill()).isTrue();
        byte[] more = WireText.bytes("y".repeat(2000) + "\r\n");
        in.append(more, more.length);
        assertThat(LineReader.read(in, 4096)).isEqualTo(new Line.Text(here + "y".repeat(2000)));
        assertThat(in.isEmpty()).isTrue();
    }

    @Test
    void whatIsUnreadCanBeSeenWithoutTakingIt() throws IOException {
        String here = "250 unasked\r\n";
        InputBuffer in = Portions.of("xxx\n" + here);
        assertThat(LineReader.read(in, 512)).isEqualTo(new Line.Text("xxx"));
        assertThat(in.unread()).isEqualTo(here);
        assertThat(LineReader.read(in, 512)).isEqualTo(new Line.Text("250 unasked"));
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
        assertThat(LineReader.read(commands, SmtpLimits.COMMAND_BYTES)).isEqualTo(new Line.Text(longest));
        assertThat(LineReader.read(commands, SmtpLimits.COMMAND_BYTES)).isEqualTo(new Line.Text("NOOP"));
        assertThat(commands.bytes).hasSizeLessThanOrEqualTo(IDLE);
    }

    /** What was sent ahead of a reply is still there when content has given its memory back. */
    @Test
    void memoryIsNotGivenBackWithWhatIsStillUnread() throws IOException {
        InputBuffer in = Portions.of("x\r\n.\r\nQUIT\r\n");
        assertThat(new DataReader(StrayCr.SPACE).read(in, (_, _, _) -> {})).isTrue();
        assertThat(LineReader.read(in, 512)).isEqualTo(new Line.Text("QUIT"));
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
        assertThat(LineReader.read(in, 512)).isEqualTo(new Line.Text("NOOP"));
        assertThat(in.hasLine()).isFalse();
        assertThat(in.isEmpty()).isFalse();
    }
}
