package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.text.WireText;

/**
 * What a peer sends costs time by its length, not by its square: a session's thread is not preempted, and all others would
 * wait. Counted in looks at characters, not in time.
 */
class StepsTest {
    /** Every character is looked at so often at the most: to find its word, its kind and its value. */
    private static final int LOOKS = 12;

    private static final int LENGTH = 3000;

    private static void mail(CharSequence text) {
        var _ = MailParameters.of(Verb.MAIL, text, text.length());
    }

    static Arguments[] inputs() {
        return new Arguments[] {
            input(StepsTest::mail, "FROM:<a@x>", " SIZE=1", "\u0085"),
            input(StepsTest::mail, "FROM:<a@x>", " SIZE=", "1"),
            input(StepsTest::mail, "FROM:<a@x>", " ", "SIZE=1"),
            input(StepsTest::mail, "FROM:<a@x>", " A=\"", ""),
            input(StepsTest::mail, "FROM:<a@x> X=", "<", ""),
            input(StepsTest::mail, "FROM:<a@x> X=", "\"<", ""),
            input(StepsTest::mail, "FROM:<a@x> SIZE=", "0", ""),
            input(StepsTest::mail, "FROM:", " ", "<a@x>"),
            input(StepsTest::mail, "FROM:<", "a", "@x>"),
            input(StepsTest::mail, "FROM:<", "a.", "@x>"),
            input(StepsTest::mail, "FROM:<", "@a,", ":a@x>"),
            input(StepsTest::mail, "FROM:<@a", ",@a", ":a@x>"),
            input(StepsTest::mail, "FROM:<\"", "\\\"", "\"@x>"),
            input(StepsTest::mail, "FROM:<a@", "x.", "x>"),
            input(StepsTest::mail, "FROM:<a@[", "1:", "]>"),
            input(StepsTest::mail, "FROM:", "<", ""),
            input(StepsTest::mail, "FROM:<a", "\u00c2\u0085", "@x>"),
            input(Chunk::of, "1", " ", "LAST"),
            input(Chunk::of, "", "1", ""),
            input(Chunk::of, "", "1 ", ""),
            input(text -> new Xforward().add(text), "", " ", ""),
            input(text -> new Xforward().add(text), "", "ADDR=1 ", ""),
            input(text -> new Xforward().add(text), "ADDR=", "+2B", ""),
            input(text -> new Xforward().add(text), "ADDR=", "1:", ""),
            input(WireText::printable, "", "\u00c2", ""),
            input(WireText::printable, "", "\u00e2\u0080", ""),
            input(WireText::printable, "", "\u00c2\u0085", ""),
        };
    }

    private static Arguments input(Consumer<CharSequence> reader, String start, String part, String end) {
        return Arguments.of(start + part + "..." + end, reader, start, part, end);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void longTextCostsAsManyLooksACharacterAsAShortOne(
            String name, Consumer<CharSequence> reader, String start, String part, String end) {
        for (int length : new int[] {LENGTH, 4 * LENGTH}) {
            Counted text = new Counted(start + part.repeat(length / part.length()) + end);
            reader.accept(text);
            assertThat(text.looks()).as(name).isLessThanOrEqualTo((long) LOOKS * text.length());
        }
    }

    /** A peer that sends byte by byte, and one that sends many lines at once, cost no more than any other. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "250-x\r\n", "\r\n"})
    void whatHasBeenReadIsNotReadAgain(String part) throws IOException {
        for (int length : new int[] {LENGTH, 4 * LENGTH}) {
            String text = part.repeat(length / part.length()) + "\r\n";
            for (int portion : new int[] {1, 7, 1000}) {
                List<String> portions = Portions.cut(text, Collections.nCopies(text.length() / portion, portion));
                CountingBuffer in = new CountingBuffer(Portions.source(portions.toArray(String[]::new)));
                do {
                    // As a session does before it reads.
                    var _ = in.hasLine();
                } while (LineReader.read(in, SmtpLimits.LARGEST_LINE_BYTES).isPresent());
                assertThat(in.looks).as("looks for a line end").isLessThanOrEqualTo(3L * text.length());
            }
        }
    }

    private static final class CountingBuffer extends InputBuffer {
        private long looks;

        CountingBuffer(ByteSource source) {
            super(source);
        }

        @Override
        int indexOfLineFeed(int from) {
            int found = super.indexOfLineFeed(from);
            looks += (found < 0 ? limit : found + 1) - from;
            return found;
        }
    }
}
