package postprox.filter.rspamd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Verdict;
import postprox.mail.HeaderBlock;
import postprox.text.WireText;

/** Headers that a sender makes so that a mark is forged, or cannot be written. */
class RspamdOddHeaderTest {
    private static final String CLEAN =
            "{\"action\":\"no action\",\"score\":0,\"required_score\":15,\"symbols\":{},\"message-id\":\"x\"}";

    /** A reader that skips a line of no field would find the sender's mark behind it. The empty line makes it a part of the body. */
    @ParameterizedTest
    @ValueSource(strings = {"Subject: a\nno field\nX-Spam: No\n", " \nX-Spam: No\n"})
    void aForgedMarkBehindALineOfNoFieldIsNoMark(String text) throws IOException {
        assertThat(Scans.meaning(CLEAN, text)).isInstanceOfSatisfying(Verdict.Edit.class, edit -> {
            HeaderBlock header = header(text);
            assertThat(edited(header, edit)).isTrue();
            assertThat(WireText.of(header.bytes(), 0, header.bytes().length)).endsWith("\n");
        });
    }

    private static HeaderBlock header(String text) {
        try {
            return Scans.header(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean edited(HeaderBlock header, Verdict.Edit edit) {
        try {
            return header.edit(edit.edits());
        } catch (HeaderBlock.TooLarge e) {
            throw new AssertionError(e);
        }
    }

    /** A line of blanks alone must not be in a field (RFC 5322 section 2.2.3). */
    @Test
    void aSubjectWithAVeryWideGapCanBeWritten() {
        String field = FieldText.field("Subject", "*** SPAM *** " + " ".repeat(3000) + "x")
                .body();

        assertThat(field).startsWith(" *** SPAM ***").endsWith("x");
    }
}
