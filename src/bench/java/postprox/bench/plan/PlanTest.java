package postprox.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic beside examples that were worked out by hand, and what must hold for all loads. */
class PlanTest {
    private static final List<ToDoubleFunction<Plan>> NEEDS = List.of(
            Plan::rate,
            Plan::connections,
            Plan::cores,
            Plan::machines,
            Plan::filtersAtOnce,
            Plan::sessionsAtOnce,
            Plan::pairs,
            Plan::balancerCores,
            Plan::nextHops,
            Plan::tracked);

    private static Plan plan(String... words) throws BadInput {
        return new Plan(Inputs.parse(List.of(words)));
    }

    /** 3,600,000 an hour are 1,000 a second. Each takes 1 + 1 MB × 2 = 3 ms, all of them 3 cores, half busy 6: two machines of 3. */
    @Test
    void machinesAreCoresOfTheMessagesAndTheSpareOnes() throws BadInput {
        Plan plan = plan(
                "messages=3600000",
                "peak=1",
                "size=1e6",
                "own-cpu=1",
                "mb-cpu=2",
                "filter=none",
                "load=0.5",
                "cores=3",
                "spare=2");

        assertThat(plan.rate()).isEqualTo(1000);
        assertThat(plan.processorMillis()).isEqualTo(3);
        assertThat(plan.cores()).isCloseTo(6, within(1e-9));
        assertThat(plan.machines()).isEqualTo(4);
    }

    /** 1,000 a second, two a connection: 500 connections. A pair has 10,000 ports for 40 s each, 250 a second: two pairs. */
    @Test
    void pairsAreConnectionsByThePortsThatComeFreeInASecond() throws BadInput {
        Plan plan =
                plan("messages=3600000", "peak=1", "per-connection=2", "ports=10000", "time-wait=40", "filter=none");

        assertThat(plan.connections()).isEqualTo(500);
        assertThat(plan.pairs()).isEqualTo(2);
        assertThat(plan.tracked()).isEqualTo(500 * 2 * 120);
    }

    /** Two messages a connection of 0.2 ms, and half a MB at 3 ms: 0.1 + 1.5. A thousand of them, half busy: 3.2 cores. */
    @Test
    void aBalancerPaysForConnectionsAndForBytes() throws BadInput {
        Plan plan = plan(
                "messages=3600000",
                "peak=1",
                "per-connection=2",
                "size=500000",
                "balancer-cpu=0.2",
                "balancer-mb-cpu=3",
                "load=0.5");

        assertThat(plan.balancerMillis()).isCloseTo(1.6, within(1e-9));
        assertThat(plan.balancerCores()).isCloseTo(3.2, within(1e-9));
    }

    /** What docs and kernels say of 28,232 ports: 470 connections a second. */
    @Test
    void aPairOfAddressesBears470ConnectionsASecond() throws BadInput {
        assertThat(plan().connectionsOfPair()).isCloseTo(470.5, within(0.05));
    }

    /** 100 a second, each of them half a second in a filter: fifty at once, and with 100 ms more sixty sessions. */
    @Test
    void whatIsAtOnceFollowsLittlesLaw() throws BadInput {
        Plan plan = plan("messages=360000", "peak=1", "filter-cpu=100", "filter-wait=400", "hop-wait=100");

        assertThat(plan.filtersAtOnce()).isCloseTo(50, within(1e-9));
        assertThat(plan.sessionsAtOnce()).isCloseTo(60, within(1e-9));
    }

    /** 1,000 a second at 400 each are three next hops, at 500 each two. */
    @Test
    void nextHopsAreRoundedUpAndHaveSpareOnes() throws BadInput {
        assertThat(plan("messages=3600000", "peak=1", "hop-rate=400").nextHops())
                .isEqualTo(4);
        assertThat(plan("messages=3600000", "peak=1", "hop-rate=500", "spare=0").nextHops())
                .isEqualTo(2);
    }

    /** One machine: 100 + 60 sessions × 0.5 + 50 filters × 4. */
    @Test
    void memoryIsThatOfTheProcessItsSessionsAndItsFilters() throws BadInput {
        Plan plan = plan(
                "messages=360000",
                "peak=1",
                "filter-cpu=100",
                "filter-wait=400",
                "hop-wait=100",
                "cores=1000",
                "base-memory=100",
                "session-memory=0.5",
                "filter-memory=4");

        assertThat(plan.megabytes()).isCloseTo(330, within(1e-9));
    }

    /** A pair bears 100 a second, and two machines at work are two pairs: 200 of 600. Three addresses for HAProxy are six pairs. */
    @Test
    void portsEndFirstUntilHaProxyHasTheAddressesThatThePlanAsksFor() throws BadInput {
        String[] words = {
            "messages=2160000",
            "peak=1",
            "ports=600",
            "time-wait=6",
            "filter=none",
            "size=1",
            "own-cpu=2",
            "load=1",
            "cores=1",
            "hop-rate=100"
        };
        Plan plan = plan(words);
        assertThat(plan.atWork()).isEqualTo(2);
        assertThat(plan.balancerAddresses()).isEqualTo(3);
        Limit first = Limit.of(plan).getFirst();
        assertThat(first.part()).isEqualTo("ports from HAProxy to postprox");
        assertThat(first.bears()).isCloseTo(200, within(1e-9));

        String[] more = Arrays.copyOf(words, words.length + 1);
        more[words.length] = "addresses=3";
        assertThat(Limit.of(plan(more)))
                .allSatisfy(limit -> assertThat(limit.bears()).as(limit.part()).isGreaterThanOrEqualTo(plan.rate()));
    }

    @Test
    void onlyACommandStartsProcesses() throws BadInput {
        assertThat(parts("filter=command")).contains("processes, one a message", "filters at once");
        assertThat(parts("filter=worker")).doesNotContain("processes, one a message");
        assertThat(parts("filter=none")).doesNotContain("processes, one a message", "filters at once");
    }

    private static List<String> parts(String word) throws BadInput {
        return Limit.of(plan(word)).stream().map(Limit::part).toList();
    }

    @Property
    void moreMessagesNeverNeedLess(
            @ForAll FilterKind filter,
            @ForAll @DoubleRange(min = 1, max = 1e9) double messages,
            @ForAll @DoubleRange(min = 1, max = 10) double factor) {
        Plan less = new Plan(new Inputs(filter, Map.of(Input.MESSAGES, messages)));
        Plan more = new Plan(new Inputs(filter, Map.of(Input.MESSAGES, messages * factor)));

        assertThat(NEEDS)
                .allSatisfy(
                        need -> assertThat(need.applyAsDouble(more)).isGreaterThanOrEqualTo(need.applyAsDouble(less)));
    }

    /** Of machines, next hops and addresses there are as many as the plan says: they are enough, also while the spare ones are down. */
    @Property
    void whatAPlanCountsIsEnough(
            @ForAll FilterKind filter,
            @ForAll @DoubleRange(min = 1, max = 1e9) double messages,
            @ForAll @DoubleRange(min = 0, max = 1000) double filterCpu) {
        Map<Input, Double> given = Map.of(Input.MESSAGES, messages, Input.FILTER_CPU, filterCpu);
        double addresses = new Plan(new Inputs(filter, given)).balancerAddresses();
        Plan plan = new Plan(new Inputs(
                filter, Map.of(Input.MESSAGES, messages, Input.FILTER_CPU, filterCpu, Input.ADDRESSES, addresses)));

        assertThat(Limit.of(plan))
                .filteredOn(limit -> limit.part().startsWith("processors of the machines")
                        || limit.part().startsWith("ports from HAProxy")
                        || limit.part().startsWith("the next hops'"))
                .hasSize(3)
                .allSatisfy(limit -> assertThat(limit.bears()).isGreaterThanOrEqualTo(plan.rate() * (1 - 1e-9)));
    }

    @Property
    void theTextHasAFigureForEveryNeed(
            @ForAll FilterKind filter, @ForAll @DoubleRange(min = 1, max = 1e12) double messages) throws BadInput {
        assertThat(PlanText.of(List.of("filter=" + filter.word(), "messages=" + messages)))
                .contains("First to end: ")
                .doesNotContain("NaN", "Infinity", "∞");
    }

    /** The sum that is printed beside a figure is the one that was done. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages a second | 100 | 360,000 / 3,600 s × 1",
                "connections a second | 50 | 100 / 2",
                "processor ms a message | 9.44 | 2 postprox + 0.50 MB × 4 + 0.44 the way to a filter (worker) + 5 the filter",
                "cores for postprox and filters | 1.89 | 100 × 9.44 ms / 0.50",
                "machines, with one process of postprox each | 3 | 1.89 / 1 cores, + 1",
                "cores for HAProxy | 0.60 | 100 × 3 ms / 0.50",
                "filters at once, on a machine | 1.25 | 100 × 0.025 s / 2 machines",
                "next hops | 2 | 100 / 1,286, + 1",
            })
    void eachFigureHasItsSum(String what, String figure, String formula) throws BadInput {
        Plan plan = plan(
                "messages=360000",
                "peak=1",
                "per-connection=2",
                "own-cpu=2",
                "size=500000",
                "mb-cpu=4",
                "filter=worker",
                "filter-cpu=5",
                "load=0.5",
                "cores=1",
                "balancer-cpu=2",
                "balancer-mb-cpu=4");
        assertThat(Need.table(plan).text().replaceAll(" +", " "))
                .contains("| " + what + " | " + figure + " | " + formula);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mesages=1 | there is no input 'mesages'; these are:",
                "messages | 'messages' has no value: write NAME=VALUE",
                "messages=many | messages=many: 'many' is no number; write one such as messages=10000000",
                "messages=0 | messages=0: it must be from 1 to 1,000,000,000,000 (in an hour)",
                "messages=NaN | messages=NaN: it must be from 1 to",
                "load=1.5 | load=1.5: it must be from 0.010 to 1",
                "cores=2.5 | cores=2.5: it must be a whole number (of a machine)",
                "filter=perl | filter=perl: the kinds are none, command, worker, policy, clamd, java",
            })
    void whatCannotBeIsRefusedWithWhatToWrite(String word, String advice) {
        assertThatThrownBy(() -> plan(word)).isInstanceOf(BadInput.class).hasMessageStartingWith(advice);
    }

    @Test
    void whatIsGivenTwiceIsRefused() {
        assertThatThrownBy(() -> plan("cores=4", "cores=8"))
                .hasMessage("cores is given twice: leave one of the two out");
        assertThatThrownBy(() -> plan("filter=none", "filter=java")).hasMessageStartingWith("filter is given twice");
    }
}
