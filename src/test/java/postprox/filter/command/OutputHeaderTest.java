package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.program.OutputFile;

/** Which lines of OUTFILE are those of a header (RFC 5322 section 2.2), so that the administrator is told of a lost body. */
class OutputHeaderTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf 'A:\\n!~: b\\n\\tc\\n'",
                "{ printf 'A: '; head -c 16381 /dev/zero | tr '\\0' x; }", // 16 KiB
            })
    void headerLinesAloneAreHintedAt(String command) throws IOException {
        assertThat(remarks(command).hint()).contains(OutputFile.NO_BODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf 'A: b\\n: text\\n'",
                "printf 'A: b\\ntwo words: text\\n'",
                "printf 'A: b\\n\\177: text\\n'",
                "printf 'A: b\\nno colon\\n'",
                "{ printf 'A: '; head -c 16382 /dev/zero | tr '\\0' x; }",
            })
    void otherLinesAreABody(String command) throws IOException {
        assertThat(remarks(command)).isEqualTo(Remarks.NONE);
    }

    private Remarks remarks(String command) throws IOException {
        try (Bench bench = Bench.in(directory)) {
            return bench.answer(command + " >\"$OUTFILE\"") instanceof Verdict.Edit(var _, var _, Remarks remarks)
                    ? remarks
                    : Remarks.NONE;
        }
    }
}
