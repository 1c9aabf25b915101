package postprox.filter.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.NoVerdict;

/** The files outfile and edits, which a worker makes itself. */
class WorkerFilesTest {
    @TempDir
    private Path directory;

    private WorkerBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new WorkerBench(directory);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    /** A link could lead to a file of another user, and a fifo would be read for ever. */
    @ParameterizedTest
    @CsvSource({
        "REPLACE, ln -s \"$email\" \"$outfile\"",
        "REPLACE, mkfifo \"$outfile\"",
        "REPLACE, mkdir \"$outfile\"",
        "EDIT, ln -s \"$email\" \"$edits\"",
        "EDIT, mkfifo \"$edits\"",
        "EDIT, mkdir \"$edits\""
    })
    void whatIsNoRegularFileDoesNotPassForOne(String action, String command) throws IOException {
        bench.answering(command + "; printf 'action=" + action + "\\n\\n'");
        assertThat(bench.ask()).isInstanceOf(NoVerdict.Unfounded.class);
    }
}
