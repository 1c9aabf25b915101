package postprox.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever client, next hop, filter and disk do, the promises are kept. A few thousand of the sessions that
 * {@code ./soak} goes on with; {@code ./soak --replay SEED} shows one of them, {@code -Dseed=SEED} tests it alone.
 */
class SimulationTest {
    private static final OptionalLong SEED = Stream.of(System.getProperty("seed", ""))
            .filter(seed -> !seed.isEmpty())
            .mapToLong(Long::parseLong)
            .findFirst();

    /** Mutation testing (./mutate) has no time for as many, and wants to know soon. */
    private static final long SEEDS = Long.getLong("postprox.seeds", 4000);

    private static final long SEEDS_AT_ONCE = 25;

    static LongStream firstSeeds() {
        return SEED.isPresent()
                ? LongStream.of(SEED.getAsLong())
                : LongStream.iterate(1, seed -> seed <= SEEDS, seed -> seed + SEEDS_AT_ONCE);
    }

    @ParameterizedTest
    @MethodSource("firstSeeds")
    void promisesAreKeptWhateverGoesWrong(long first) throws IOException {
        long last = SEED.isPresent() ? first : first + SEEDS_AT_ONCE - 1;
        try (Simulation simulation = new Simulation()) {
            for (long seed = first; seed <= last; seed++) {
                assertThat(simulation.run(seed, false).complaints())
                        .as("./soak --replay " + seed)
                        .isEmpty();
            }
        }
    }

    @Test
    void everythingGoesWrongInSomeSession() throws IOException {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        try (Simulation simulation = new Simulation()) {
            for (long seed = 1; faults.size() < Fault.values().length && seed <= 4000; seed++) {
                faults.addAll(simulation.run(seed, false).faults().keySet());
            }
        }
        assertThat(faults).containsExactly(Fault.values());
    }

    @Test
    void seedTellsTheSameStoryTwice() throws IOException {
        try (Simulation simulation = new Simulation()) {
            for (long seed = 1; seed <= 100; seed++) {
                assertThat(story(simulation, seed)).isEqualTo(story(simulation, seed));
            }
        }
    }

    /** Without what is drawn by lot elsewhere: names of files and of messages kept aside, and ids of sessions. */
    private static List<String> story(Simulation simulation, long seed) {
        return simulation.run(seed, true).transcript().stream()
                .filter(line -> !line.contains(" L: "))
                .map(line -> line.replaceAll("(taken as |rejected \\()[0-9a-z]+", "$1"))
                .toList();
    }
}
