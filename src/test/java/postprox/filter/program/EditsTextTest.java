package postprox.filter.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.mail.HeaderEdit.Add;
import postprox.mail.HeaderEdit.Delete;
import postprox.mail.HeaderEdit.Insert;
import postprox.mail.HeaderEdit.Replace;
import postprox.mail.HeaderField;

/** A command's changes of the header mean what the manual says, or the message waits. */
class EditsTextTest {
    @Test
    void eachLineIsAChange() throws Exception {
        assertThat(EditsText.parse("""
                add X-Scanned: yes: it is
                INSERT 0 X-Top:none

                insert 12 X-Twelfth: a
                replace Subject: [spam] old
                replace 3 Received: third
                delete X-Spam
                delete 2 X-Spam
                add X-Folded: one
                \ttwo
                  three
                """))
                .containsExactly(
                        new Add(new HeaderField("X-Scanned", " yes: it is")),
                        new Insert(0, new HeaderField("X-Top", "none")),
                        new Insert(12, new HeaderField("X-Twelfth", " a")),
                        new Replace(1, new HeaderField("Subject", " [spam] old")),
                        new Replace(3, new HeaderField("Received", " third")),
                        new Delete("X-Spam", 0),
                        new Delete("X-Spam", 2),
                        new Add(new HeaderField("X-Folded", " one\n\ttwo\n  three")));
    }

    @Test
    void theLastLineNeedsNoEnd() throws Exception {
        assertThat(EditsText.parse("add A: b")).containsExactly(new Add(HeaderField.of("A", "b")));
        assertThat(EditsText.parse("\n\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Spam: yes",
                "add X-Spam",
                "add",
                "add : x",
                "append X: y",
                "insert X: y",
                "insert -1 X: y",
                "insert 1000000 X: y",
                "replace 0 X: y",
                "delete 0 X",
                "delete X\r",
                "delete",
                "delete 1",
                "delete X: y",
                "delete 1 X Y",
                "add X: a\rb",
                "add X: \033[2J",
                "add X Y: z",
                " begins with a blank",
            })
    void whatIsNoChangeIsNotGuessedAt(String text) {
        assertThatExceptionOfType(WrongEditException.class)
                .isThrownBy(() -> EditsText.parse(
                        "add A: b\n\n" + text + "\nadd C: d\n".substring(text.startsWith(" ") ? 10 : 0)))
                .withMessageContaining("EDITS");
    }

    @ParameterizedTest
    @CsvSource({"1000, true", "1001, false"})
    void theNumberOfChangesIsBounded(int number, boolean fits) throws Exception {
        String text = "delete A\n".repeat(number);
        if (fits) {
            assertThat(EditsText.parse(text)).hasSize(number);
        } else {
            assertThatExceptionOfType(WrongEditException.class)
                    .isThrownBy(() -> EditsText.parse(text))
                    .withMessage("the filter wrote more than 1000 changes to EDITS");
        }
    }

    @Test
    void theLineIsNamed() {
        assertThatExceptionOfType(WrongEditException.class)
                .isThrownBy(() -> EditsText.parse("add A: b\n c\nremove X\n"))
                .withMessage("line 3 of EDITS: 'remove X' is no change; write add NAME: VALUE, insert N NAME: VALUE, "
                        + "replace [N] NAME: VALUE or delete [N] NAME");
    }
}
