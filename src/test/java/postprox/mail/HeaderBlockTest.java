package postprox.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.mail.HeaderBlock.TooLarge;
import postprox.mail.HeaderEdit.Add;
import postprox.mail.HeaderEdit.Delete;
import postprox.mail.HeaderEdit.Insert;
import postprox.mail.HeaderEdit.Replace;
import postprox.text.WireText;

/** An edited header has what the edits say, and all its other fields byte for byte. */
class HeaderBlockTest {
    private static final String MESSAGE = """
            Received: from a
            \tby b;  now
            Subject:  two  blanks\s
            X-Spam: 1
            subject : old
            X-Spam: 2

            Body: none
            """;

    private static final HeaderField NEW = HeaderField.of("X-New", "n");

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "3, 3", "5, 5", "6, 5", "2147483647, 5"})
    void anInsertedFieldHasAsManyFieldsAboveIt(int above, int expected) throws Exception {
        String edited = edited(MESSAGE, new Insert(above, NEW));

        assertThat(fields(edited).indexOf("X-New: n\n")).isEqualTo(expected);
        assertThat(edited.replace("X-New: n\n", "")).isEqualTo(MESSAGE);
    }

    @Test
    void anAddedFieldIsTheLast() throws Exception {
        assertThat(edited(MESSAGE, new Add(NEW))).isEqualTo(MESSAGE.replace("\n\nBody", "\nX-New: n\n\nBody"));
    }

    @Test
    void aReplacedFieldIsFoundByNameAndNumberInAnyCase() throws Exception {
        assertThat(edited(MESSAGE, new Replace(2, HeaderField.of("SUBJECT", "new"))))
                .isEqualTo(MESSAGE.replace("subject : old", "SUBJECT: new"));
        assertThat(edited(MESSAGE, new Replace(1, HeaderField.of("Received", "x"))))
                .isEqualTo(MESSAGE.replace(" from a\n\tby b;  now", " x"));
        assertThat(edited(MESSAGE, new Replace(3, HeaderField.of("Subject", "third"))))
                .isEqualTo(MESSAGE.replace("\n\nBody", "\nSubject: third\n\nBody"));
    }

    @Test
    void aFieldIsRemovedByNumberOrWithAllOfItsName() throws Exception {
        assertThat(edited(MESSAGE, new Delete("x-spam", 2))).isEqualTo(MESSAGE.replace("X-Spam: 2\n", ""));
        assertThat(edited(MESSAGE, new Delete("x-spam", 0)))
                .isEqualTo(MESSAGE.replace("X-Spam: 2\n", "").replace("X-Spam: 1\n", ""));
        assertThat(edited(MESSAGE, new Delete("X-Spam", 3), new Delete("X-Other", 0)))
                .isEqualTo(MESSAGE);
    }

    @Test
    void eachEditSeesTheHeaderAsTheOneBeforeItLeftIt() throws Exception {
        assertThat(edited(
                        MESSAGE,
                        new Delete("X-Spam", 1),
                        new Replace(1, HeaderField.of("X-Spam", "no")),
                        new Insert(0, HeaderField.of("X-Spam", "top")),
                        new Delete("X-Spam", 2)))
                .isEqualTo("X-Spam: top\n" + MESSAGE.replace("X-Spam: 2\n", "").replace("X-Spam: 1\n", ""));
    }

    @Test
    void strayCrsAndEightBitBytesStay() throws Exception {
        String message = "A: \u00fc\u0080\r\n b\r\nB: c\r\n\nbody\r\n";

        assertThat(edited(message, new Insert(1, NEW))).isEqualTo(message.replace("B: c", "X-New: n\nB: c"));
    }

    @Test
    void aMessageMayBeAHeaderAlone() throws Exception {
        assertThat(edited("A: b\n", new Add(NEW))).isEqualTo("A: b\nX-New: n\n");
        assertThat(edited("A: b", new Add(NEW))).isEqualTo("A: b\nX-New: n\n");
        assertThat(edited("", new Add(NEW))).isEqualTo("X-New: n\n");
    }

    /** Otherwise a sender's first line could become a part of the filter's field. */
    @ParameterizedTest
    @ValueSource(
            strings = {" looks like a continuation\n\nbody\n", "no field\nA: b\n\nbody\n", ": no name\n", "a b: blank\n"
            })
    void aLineThatIsOfNoFieldIsKeptApartFromTheHeader(String message) throws Exception {
        assertThat(edited(message, new Add(NEW))).isEqualTo("X-New: n\n\n" + message);
    }

    /** As Postfix's is_header() reads them: a field that it sees must not survive its removal. */
    @Test
    void aNameOfAnyLengthIsAField() throws Exception {
        String message = "A".repeat(2000) + " \t: x\nX-Spam: no\n\nbody\n";

        assertThat(edited(message, new Delete("X-Spam", 0))).isEqualTo(message.replace("X-Spam: no\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nA: b\n", "A\f: x\nX-Spam: no\n", "A\r: x\n", "A\u001f: x\n", "A\u000b: x\n"})
    void noControlCharacterStandsBeforeAColon(String message) throws Exception {
        assertThat(edited(message, new Add(NEW))).isEqualTo("X-New: n\n\n" + message);
    }

    /** Postfix makes such a field of them, and the header goes on. */
    @Test
    void linesOfAMailboxFileAreAFieldAtTheBeginningAlone() throws Exception {
        String message = "From a\n>From b\nX-Spam: no\nFrom c\n\nbody\n";

        assertThat(edited(message, new Delete("X-Spam", 0), new Insert(0, NEW)))
                .isEqualTo("X-New: n\nX-Mailbox-Line: From a\nX-Mailbox-Line: >From b\n\nFrom c\n\nbody\n");
    }

    @Test
    void aRemovalThatFindsNothingStillEndsAHeaderWithALineOfNoField() throws Exception {
        String message = "A: b\nno field\nX-Spam: no\n\nbody\n";

        assertThat(edited(message, new Delete("X-Spam", 0))).isEqualTo("A: b\n\nno field\nX-Spam: no\n\nbody\n");
    }

    @Test
    void aBodyThatBeginsAtOnceKeepsItsEmptyLine() throws Exception {
        assertThat(edited("\nbody\n", new Add(NEW))).isEqualTo("X-New: n\n\nbody\n");
    }

    @Test
    void aHeaderWithoutEndIsRefusedBeforeItFillsTheMemory() {
        String line = "A: " + "b".repeat(900) + "\n";
        String fields = line.repeat(HeaderBlock.LARGEST_BYTES / line.length());

        assertThat(HeaderBlock.LARGEST_BYTES).isGreaterThan(100 * 1024);
        assertThatExceptionOfType(TooLarge.class).isThrownBy(() -> edited(fields + line + line));
        assertThatExceptionOfType(TooLarge.class).isThrownBy(() -> edited("a:\n".repeat(HeaderBlock.MOST_FIELDS + 1)));
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> edited("A: " + "b".repeat(HeaderBlock.LARGEST_BYTES)));
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> edited(fields + "\n", new Add(HeaderField.of("A", "b".repeat(900)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "a\n", "\u00fc", "a\u007f"})
    void aNameIsVisibleAsciiWithoutColon(String name) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> HeaderField.of(name, "value"));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new Delete(name, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\n\nb",
                "a\n",
                "a\n \nb",
                "a\r\n b",
                "a\rb",
                "a\0b",
                "a\u007f",
                "a\n\tb\nX: y",
                "a\033[2J"
            })
    void noValueEndsItsFieldOrTheHeader(String value) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> HeaderField.of("Name", value));
    }

    @Test
    void aLineHasAtMost998Bytes() {
        assertThat(HeaderField.of("Name", "x".repeat(998 - 6) + "\n " + "y".repeat(997))
                        .body())
                .hasSize(998 - 5 + 1 + 998);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> HeaderField.of("Name", "x".repeat(998 - 5)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> HeaderField.of("Name", "x\n " + "y".repeat(998)));
    }

    /** The message after the edits, as {@code postprox.spool.EditedText} puts it together. */
    private static String edited(String message, HeaderEdit... edits) throws IOException {
        HeaderBlock header = HeaderBlock.read(new ByteArrayInputStream(WireText.bytes(message))::read);
        header.edit(List.of(edits));
        byte[] bytes = header.bytes();
        return WireText.of(bytes, 0, bytes.length) + message.substring(header.sourceLength());
    }

    private static List<String> fields(String message) {
        return List.of(message.substring(0, message.indexOf("\n\n") + 1).split("(?<=\n)(?![ \t])"));
    }
}
