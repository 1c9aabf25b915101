package postprox.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.world.Installation;
import postprox.world.Workspace;

/** A short walk; ./chaos takes long ones. */
@Tag("full")
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class ChaosTest {
    @Test
    void noMessageIsLostDoubledOrAlteredWhateverIsKilledAndAllPassWhenItIsOver()
            throws IOException, InterruptedException {
        try (Workspace workspace = Workspace.create()) {
            // A checkout would begin to build itself.
            Installation installation = Installation.in(workspace, "postprox");
            Chaos.Result result = Chaos.run(installation.home(), 2_000, 1);

            assertThat(result.ledgers().violations()).isEmpty();
            assertThat(result.left()).isEmpty();
            assertThat(result.ledgers().acknowledged()).containsOnlyKeys(Ledgers.Place.values());
            assertThat(result.faults()).isNotEmpty();
        }
    }
}
