package postprox.filter.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.net.WireException;
import postprox.testkit.ForwardingWire;
import postprox.testkit.PortionedWire;
import postprox.text.WireText;

class ExchangeTest {
    private static final int MOST = 16;

    @Test
    void aRequestGoesOutWholeWhileTheServiceIsSilent() throws IOException {
        PortionedWire wire = PortionedWire.of("OK\r\n").speakingAfter(10);
        Exchange exchange = new Exchange(wire);

        assertThat(send(exchange, "hello")).isTrue();
        assertThat(send(exchange, "world")).isTrue();

        assertThat(wire.written()).isEqualTo("helloworld");
        assertThat(exchange.line(MOST)).isEqualTo("OK");
    }

    @Test
    void sendingStopsWhenTheServiceSpeaksAndNothingOfItsAnswerIsLost() throws IOException {
        PortionedWire wire = PortionedWire.of("too large\r\nbye\r\n").speakingAfter(5);
        Exchange exchange = new Exchange(wire);

        assertThat(send(exchange, "hello")).isTrue();
        assertThat(send(exchange, "world")).isFalse();
        assertThat(send(exchange, "again")).isFalse();

        assertThat(wire.written()).isEqualTo("hello");
        assertThat(exchange.line(MOST)).isEqualTo("too large");
        assertThat(exchange.line(MOST)).isEqualTo("bye");
    }

    @Test
    void anAnswerBehindAFailedWriteIsRead() throws IOException {
        Exchange exchange = new Exchange(PortionedWire.of("no\n").takingOnly(5).speakingAfter(100));

        assertThat(send(exchange, "hello")).isTrue();
        assertThat(send(exchange, "world")).isFalse();

        assertThat(exchange.line(MOST)).isEqualTo("no");
    }

    @Test
    void aFailedWriteWithNothingBehindItIsAFailure() throws IOException {
        Exchange exchange = new Exchange(PortionedWire.of("").takingOnly(5).speakingAfter(100));

        assertThat(send(exchange, "hello")).isTrue();
        assertThatThrownBy(() -> send(exchange, "world")).isInstanceOf(WireException.class);
    }

    @Test
    void aServiceThatClosesInTheMiddleHasNotGotTheRequest() throws IOException {
        Exchange exchange = new Exchange(PortionedWire.of("").speakingAfter(5));

        assertThat(send(exchange, "hello")).isTrue();
        assertThat(send(exchange, "world")).isFalse();
        assertThatThrownBy(() -> exchange.line(MOST)).hasMessage("it closed the connection without a reply");
    }

    /** A service whose system keeps the second piece until the first one is acknowledged (Nagle's algorithm). */
    @Test
    void aPieceOfAnAnswerIsAcknowledgedBeforeTheNextOneIsWaitedFor() throws IOException {
        ServiceInPieces wire = new ServiceInPieces();
        Exchange exchange = new Exchange(wire);

        assertThat(send(exchange, "hello")).isTrue();
        assertThat(exchange.line(MOST)).isEqualTo("one");
        assertThat(exchange.line(MOST)).isEqualTo("two");
        assertThat(send(exchange, "again")).isTrue();
        assertThat(exchange.line(MOST)).isEqualTo("one");
        assertThat(exchange.line(MOST)).isEqualTo("two");

        assertThat(wire.acknowledgements).isEqualTo(2);
    }

    /** Answers each request with two pieces, and never sends the second one without an acknowledgement of the first. */
    private static final class ServiceInPieces extends ForwardingWire {
        private int acknowledgements;
        private String piece = "";

        private ServiceInPieces() {
            super(PortionedWire.of(""));
        }

        @Override
        public int readNow(byte[] buffer, int offset, int length) {
            return 0;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            piece = "one\n";
        }

        @Override
        public void acknowledge() {
            acknowledgements++;
            piece = "two\n";
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws WireException {
            if (piece.isEmpty()) {
                throw new WireException(WireException.Cause.TIMEOUT, "timed out");
            }
            int count = piece.length();
            System.arraycopy(WireText.bytes(piece), 0, buffer, offset, count);
            piece = "";
            return count;
        }
    }

    @Test
    void aStaleConnectionShowsBeforeTheFirstByte() throws WireException {
        assertThat(new Exchange(PortionedWire.of("")).hasSpoken()).isTrue();
        assertThat(new Exchange(PortionedWire.of("late words")).hasSpoken()).isTrue();
        assertThat(new Exchange(PortionedWire.of("").endingIn(WireException.Cause.TIMEOUT)).hasSpoken())
                .isFalse();
    }

    @Test
    void aLineThatBreaksOffIsNoLine() {
        assertThatThrownBy(() -> lines("OK")).hasMessage("it closed the connection in the middle of its reply");
        assertThatThrownBy(() -> lines("OK\r\nmo"))
                .isInstanceOf(WireException.class)
                .hasMessage("it closed the connection in the middle of its reply");
    }

    @Test
    void aLineOfTheLimitIsTakenAndOneMoreByteIsTooMuch() throws IOException {
        assertThat(lines("12345678901234\r\n")).containsExactly("12345678901234");
        assertThat(lines("123456789012345\n")).containsExactly("123456789012345");
        assertThatThrownBy(() -> lines("123456789012345\r\n")).isInstanceOf(WrongAnswer.class);
        assertThatThrownBy(() -> lines("1234567890123456\n")).isInstanceOf(WrongAnswer.class);
    }

    @Test
    void aLineWithoutEndIsNotReadToItsEnd() {
        PortionedWire wire = PortionedWire.of("x".repeat(1_000_000));

        assertThatThrownBy(() -> new Exchange(wire).line(MOST)).isInstanceOf(WrongAnswer.class);
        assertThat(wire.bytesRead()).isLessThan(10_000);
    }

    @Test
    void everyByteButTheLineEndSurvives() throws IOException {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c == '\n' ? "" : c);
        }
        assertThat(new Exchange(PortionedWire.of(all + "\r\n")).line(1000)).isEqualTo(all.toString());
    }

    @Property
    void theSameLinesComeHoweverTheyWereSplit(
            @ForAll List<@IntRange(max = 6) Integer> bytes, @ForAll List<@IntRange(min = 1, max = 30) Integer> lengths)
            throws IOException {
        StringBuilder text = new StringBuilder();
        bytes.forEach(b -> text.append("ab\r\n\n\u00fc ".charAt(b)));

        assertThat(outcome(text + "\n", lengths)).isEqualTo(outcome(text + "\n", List.of()));
    }

    private static List<String> outcome(String text, List<Integer> lengths) throws IOException {
        List<String> lines = new ArrayList<>();
        Exchange exchange = new Exchange(new PortionedWire(text, lengths));
        try {
            while (true) {
                lines.add(exchange.line(MOST));
            }
        } catch (WireException | WrongAnswer e) {
            lines.add(String.valueOf(e.getMessage()));
        }
        return lines;
    }

    private static List<String> lines(String text) throws IOException {
        Exchange exchange = new Exchange(PortionedWire.of(text));
        List<String> lines = new ArrayList<>();
        for (String _ : text.split("\n")) {
            lines.add(exchange.line(MOST));
        }
        return lines;
    }

    private static boolean send(Exchange exchange, String text) throws WireException {
        return exchange.send(WireText.bytes(text), 0, text.length());
    }
}
