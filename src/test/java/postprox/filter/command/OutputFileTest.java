package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.program.OutputFile;

/** What a filter that accepts did to OUTFILE and did not mean, as its administrator is told. */
class OutputFileTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nosuch/gpg --encrypt <\"$EMAIL\" >\"$OUTFILE\"; exit 0",
                ": >\"$OUTFILE\"",
                "cp /dev/null \"$OUTFILE\"",
                "rm \"$OUTFILE\"; : >\"$OUTFILE\"",
                "echo text >\"$OUTFILE\"; : >\"$OUTFILE\"",
            })
    void anOutfileThatWasOpenedAndLeftEmptyIsHintedAt(String command) throws IOException {
        assertThat(answer(command))
                .isInstanceOfSatisfying(
                        Verdict.Accept.class,
                        accept -> assertThat(accept.remarks().hint()).contains(OutputFile.LEFT_EMPTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 0", "cat \"$OUTFILE\" >/dev/null", "test -s \"$OUTFILE\" || grep -q text \"$EMAIL\""})
    void anOutfileThatWasLeftAloneIsNot(String command) throws IOException {
        assertThat(answer(command)).isEqualTo(new Verdict.Accept());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo X-Scanned: yes >\"$OUTFILE\"; cat /nosuch >>\"$OUTFILE\" 2>/dev/null; exit 0",
                "printf 'A: b\\r\\nC: d\\r\\n e\\r\\n' >\"$OUTFILE\"",
                "printf 'A: b' >\"$OUTFILE\"",
            })
    void headerLinesAloneAreHintedAtWhereTheMessageHasABody(String command) throws IOException {
        assertThat(answer(command))
                .isInstanceOfSatisfying(
                        Verdict.Edit.class,
                        replace -> assertThat(replace.remarks().hint()).contains(OutputFile.NO_BODY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cp \"$EMAIL\" \"$OUTFILE\"",
                "printf 'A: b\\n\\n' >\"$OUTFILE\"",
                "printf 'A: b\\r\\n\\r\\n' >\"$OUTFILE\"",
                "printf '\\ntext\\n' >\"$OUTFILE\"",
                "printf 'text alone\\n' >\"$OUTFILE\"",
            })
    void otherMessagesAreNot(String command) throws IOException {
        assertThat(answer(command))
                .isInstanceOfSatisfying(
                        Verdict.Edit.class,
                        replace -> assertThat(replace.remarks()).isEqualTo(Remarks.NONE));
    }

    private Answer answer(String command) throws IOException {
        try (Bench bench = Bench.in(directory)) {
            return bench.answer("exec 2>/dev/null; " + command);
        }
    }
}
