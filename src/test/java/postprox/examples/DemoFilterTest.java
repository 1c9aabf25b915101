package postprox.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.trial.Result;

/** {@code examples/demo-filter.sh}. */
class DemoFilterTest {
    private final Example filter;

    DemoFilterTest(@TempDir Path directory) {
        filter = new Example("demo-filter.sh", directory);
    }

    @Test
    void refusesInWordsOfItsOwn() throws IOException {
        Example.assertRefused(filter.on("refuse.eml"), "550 5.7.1 The demo filter does not like the subject");
    }

    @Test
    void readsFoldedSubjects() throws IOException {
        assertThat(filter.onText("SUBJECT:\n please\n\tREFUSE this\n\ntext\n").result())
                .isEqualTo(Result.REFUSED);
    }

    @Test
    void looksAtNothingButTheSubject() throws IOException {
        Example.assertAccepted(filter.onText("To: REFUSE\n REWRITE\nSubject: x\nX: y\n REFUSE\n\nSubject: REWRITE\n"));
    }

    @Test
    void rewritesByOneMoreHeader() throws IOException {
        assertThat(filter.on("rewrite.eml").result()).isEqualTo(Result.PASSES);
        assertThat(filter.output()).isEqualTo("X-Demo-Filter: rewritten\n" + Example.message("rewrite.eml"));
    }
}
