package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** RFC 2782 and RFC 5321 section 5.1: the best preference first, and among equals as the weights say. */
class PreferenceTest {
    @Property
    void eachHostIsAskedOnceAndTheBetterPreferenceFirst(
            @ForAll @Size(max = 8) List<@IntRange(max = 3) Integer> preferences, @ForAll long seed) {
        List<Host> hosts = new ArrayList<>();
        for (int preference : preferences) {
            hosts.add(new Host(preference, preference * 10, List.of()));
        }

        List<Host> order = Preference.inOrder(hosts, new Random(seed));

        assertThat(order).containsExactlyInAnyOrderElementsOf(hosts);
        assertThat(order.stream().map(Host::preference)).isSorted();
    }

    /** Each number that chance can give is given once. */
    @Test
    void aHostIsFirstAsOftenAsItsWeightSays() {
        Host seldom = new Host(5, 1, List.of());
        Host often = new Host(5, 3, List.of());
        Host asReserve = new Host(5, 0, List.of());

        Map<Host, Integer> first = new HashMap<>();
        for (int number = 0; number <= 4; number++) {
            first.merge(
                    Preference.inOrder(List.of(seldom, often, asReserve), always(number))
                            .getFirst(),
                    1,
                    Integer::sum);
        }

        assertThat(first).isEqualTo(Map.of(asReserve, 1, seldom, 1, often, 3));
    }

    @Test
    void hostsOfWeightZeroAreAskedToo() {
        List<Host> hosts = Collections.nCopies(3, new Host(1, 0, List.of()));

        assertThat(Preference.inOrder(hosts, always(0))).isEqualTo(hosts);
    }

    /** Chance that gives one number, or the largest that is allowed. */
    private static RandomGenerator always(int number) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return number;
            }

            @Override
            public int nextInt(int bound) {
                return Math.min(number, bound - 1);
            }
        };
    }
}
