package postprox.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a service gives up, it gives up when another process serves, and never before. */
class ProgressTest {
    private final Progress progress = new Progress();
    private final List<String> givenUp = new ArrayList<>();

    @Test
    void whatANewProcessNeedsIsGivenUpWhenTheServiceYields() {
        progress.atYield(() -> givenUp.add("port"));
        assertThat(progress.start(() -> {})).isTrue();
        assertThat(givenUp).isEmpty();

        assertThat(progress.yieldNow()).isTrue();
        assertThat(givenUp).containsExactly("port");
        assertThat(progress.phase()).isEqualTo(Phase.YIELDING);
        assertThat(progress.yieldNow()).isFalse();
        progress.atYield(() -> givenUp.add("late"));
        assertThat(givenUp).containsExactly("port", "late");
    }

    @Test
    void aServiceThatStopsYieldsNoMore() {
        assertThat(progress.start(() -> {})).isTrue();
        progress.atYield(() -> givenUp.add("port"));

        assertThat(progress.stop()).isTrue();
        assertThat(progress.yieldNow()).isFalse();
        assertThat(progress.hasYielded()).isFalse();
        assertThat(givenUp).isEmpty();
    }

    @Test
    void aStopWhileItStartsIsTheEnd() {
        assertThat(progress.stop()).isFalse();
        assertThat(progress.start(() -> givenUp.add("published"))).isFalse();
        assertThat(givenUp).isEmpty();
    }
}
