package postprox.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A short walk; ./chaos takes long ones. */
class ChaosTest {
    @Test
    void noMessageIsLostDoubledOrAlteredWhateverIsKilled() throws IOException, InterruptedException {
        Chaos.Result result = Chaos.run(Path.of("").toAbsolutePath(), 2_000, 1);

        assertThat(result.ledgers().violations()).isEmpty();
        assertThat(result.left()).isEmpty();
        assertThat(result.ledgers().acknowledged()).isPositive();
        assertThat(result.faults()).isNotEmpty();
    }
}
