package postprox.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever client, next hop, filter and disk do, the promises are kept. A few thousand of the sessions that
 * {@code ./soak} goes on with; {@code ./soak --replay SEED} shows one of them, {@code -Dseed=SEED} tests it alone.
 */
class SimulationTest {
    private static final int SEEDS = 4000;

    @Test
    void promisesAreKeptWhateverGoesWrong() throws IOException {
        List<Long> seeds = new ArrayList<>();
        String wish = System.getProperty("seed", "");
        for (long seed = 1; wish.isEmpty() && seed <= SEEDS; seed++) {
            seeds.add(seed);
        }
        if (!wish.isEmpty()) {
            seeds.add(Long.valueOf(wish));
        }
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        try (Simulation simulation = new Simulation()) {
            for (long seed : seeds) {
                Simulation.Result result = simulation.run(seed, false);
                faults.addAll(result.faults().keySet());
                assertThat(result.complaints()).as("./soak --replay " + seed).isEmpty();
            }
        }
        if (wish.isEmpty()) {
            assertThat(faults).as("what went wrong in some session").containsExactly(Fault.values());
        }
    }

    @Test
    void seedTellsTheSameStoryTwice() throws IOException {
        try (Simulation simulation = new Simulation()) {
            for (long seed = 1; seed <= 100; seed++) {
                assertThat(story(simulation, seed)).isEqualTo(story(simulation, seed));
            }
        }
    }

    /** Without what is drawn by lot elsewhere: names of files and ids of sessions in the log. */
    private static List<String> story(Simulation simulation, long seed) {
        return simulation.run(seed, true).transcript().stream()
                .filter(line -> !line.contains(" L: "))
                .toList();
    }
}
