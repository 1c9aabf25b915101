package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import postprox.smtp.LineReader.Line;

class InputBufferTest {
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
    void hasLineTellsWhetherReadingOneWouldWait() throws IOException {
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
