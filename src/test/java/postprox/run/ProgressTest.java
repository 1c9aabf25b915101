package postprox.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import postprox.event.ProcessEvent;

/** What a service gives up, it gives up when another process serves, and never before. */
class ProgressTest {
    private final Progress progress = new Progress();
    private final List<String> givenUp = new ArrayList<>();

    private boolean start() {
        return progress.start(
                event -> givenUp.add("published"),
                new ProcessEvent.Started(ProcessEvent.Mode.LISTENING, "", "", Optional.empty()));
    }

    @Test
    void whatANewProcessNeedsIsGivenUpWhenTheServiceYields() {
        progress.atYield(() -> givenUp.add("port"));
        assertThat(start()).isTrue();
        assertThat(givenUp).containsExactly("published");

        assertThat(progress.yieldNow()).isTrue();
        assertThat(givenUp).containsExactly("published", "port");
        assertThat(progress.phase()).isEqualTo(Phase.YIELDING);
        assertThat(progress.yieldNow()).isFalse();
        progress.atYield(() -> givenUp.add("late"));
        assertThat(givenUp).containsExactly("published", "port", "late");
    }

    @Test
    void aServiceThatStopsYieldsNoMore() {
        assertThat(start()).isTrue();
        progress.atYield(() -> givenUp.add("port"));

        assertThat(progress.stop()).isTrue();
        assertThat(progress.yieldNow()).isFalse();
        assertThat(progress.hasYielded()).isFalse();
        assertThat(givenUp).containsExactly("published");
    }

    @Test
    void aStopWhileItStartsIsTheEnd() {
        assertThat(progress.stop()).isFalse();
        assertThat(start()).isFalse();
        assertThat(givenUp).isEmpty();
    }
}
