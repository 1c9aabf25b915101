package postprox.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.trial.Result;

/** {@code examples/size-limit.sh}. */
class SizeLimitTest {
    private static final String TEN_BYTES = "123456789\n";

    private final Example filter;

    SizeLimitTest(@TempDir Path directory) {
        filter = new Example("size-limit.sh", directory);
    }

    @Test
    void messageOfTheLimitPassesAndOneByteMoreDoesNot() throws IOException {
        Example.assertAccepted(filter.with("SIZE_LIMIT=10").onText(TEN_BYTES));
        Example.assertRefused(
                filter.with("SIZE_LIMIT=9").onText(TEN_BYTES),
                "552 5.3.4 Message has 10 bytes, no more than 9 are accepted here");
    }

    @Test
    void bounceHasATenthOfTheLimit() throws IOException {
        filter.from("<>");

        Example.assertAccepted(filter.with("SIZE_LIMIT=100").onText(TEN_BYTES));
        assertThat(filter.with("SIZE_LIMIT=90").onText(TEN_BYTES).result()).isEqualTo(Result.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10M", "-1", "99999999999999999999", "'1 2'"})
    void limitThatIsNoneIsTrouble(String limit) throws IOException {
        Example.assertFailed(filter.with("SIZE_LIMIT=" + limit).onText(TEN_BYTES), 2);
    }
}
