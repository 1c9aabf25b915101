package postprox.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A trial with a spool of its own, in which it leaves nothing behind. */
abstract class TrialCase {
    /** A directory for a filter's own files. */
    @TempDir
    Path elsewhere;

    @TempDir
    private Path spool;

    TrialBench bench;

    @BeforeEach
    void prepare() {
        bench = new TrialBench(spool);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(spool).isEmptyDirectory();
    }
}
