package postprox.bench.plan;

import static postprox.bench.plan.Figures.text;

import java.util.List;
import java.util.stream.Stream;
import postprox.bench.report.TextTable;

/**
 * How much of something a plan needs.
 *
 * @param what    what is needed
 * @param figure  how much of it
 * @param formula how that is found
 */
record Need(String what, double figure, String formula) {
    /** HAProxy, two machines: keepalived lets one of them work. */
    private static final int BALANCERS = 2;

    /** journald counts lines over so many seconds (RateLimitIntervalSec). */
    private static final double JOURNAL_SECONDS = 30;

    /** All needs of a plan. */
    static List<Need> of(Plan plan) {
        return Stream.of(load(plan), machines(plan), ofMachine(plan), around(plan))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Need> load(Plan plan) {
        return List.of(
                new Need(
                        "messages a second",
                        plan.rate(),
                        the(plan, Input.MESSAGES) + " / 3,600 s × " + the(plan, Input.PEAK)),
                new Need(
                        "connections a second",
                        plan.connections(),
                        text(plan.rate()) + " / " + the(plan, Input.PER_CONNECTION)),
                new Need(
                        "processor ms a message",
                        plan.processorMillis(),
                        the(plan, Input.OWN_CPU) + " postprox + " + text(plan.sizeInMegabytes()) + " MB × "
                                + the(plan, Input.MEGABYTE_CPU) + " + "
                                + text(plan.inputs().filter().way()) + " the way to a filter ("
                                + plan.inputs().filter().word() + ") + " + text(plan.filterCpu()) + " the filter"));
    }

    private static List<Need> machines(Plan plan) {
        return List.of(
                new Need(
                        "cores for postprox and filters",
                        plan.cores(),
                        text(plan.rate()) + " × " + text(plan.processorMillis()) + " ms / " + the(plan, Input.LOAD)),
                new Need(
                        "machines, with one process of postprox each",
                        plan.machines(),
                        text(plan.cores()) + " / " + the(plan, Input.CORES) + " cores, + " + the(plan, Input.SPARE)));
    }

    private static List<Need> ofMachine(Plan plan) {
        String machines = text(plan.atWork()) + " machines";
        return List.of(
                new Need(
                        "filters at once, on a machine",
                        plan.filtersAtOnce() / plan.atWork(),
                        text(plan.rate()) + " × " + text(plan.filterSeconds()) + " s / " + machines),
                new Need(
                        "sessions at once, on a machine",
                        plan.sessionsAtOnce() / plan.atWork(),
                        text(plan.connections()) + " × " + text(plan.sessionSeconds()) + " s / " + machines),
                new Need(
                        "MB of memory of a machine",
                        plan.megabytes(),
                        the(plan, Input.BASE_MEMORY) + " + sessions × " + the(plan, Input.SESSION_MEMORY)
                                + " + filters × " + the(plan, Input.FILTER_MEMORY)),
                new Need(
                        "lines of the log a second, on a machine",
                        plan.lines(),
                        text(plan.rate()) + " × " + the(plan, Input.LINES) + " / " + machines + "; LogRateLimitBurst="
                                + Math.round(Math.ceil(plan.lines() * JOURNAL_SECONDS)) + " for 30 s"));
    }

    private static List<Need> around(Plan plan) {
        return List.of(
                new Need("machines with HAProxy", BALANCERS, "keepalived lets one of them work"),
                new Need(
                        "cores for HAProxy",
                        plan.balancerCores(),
                        text(plan.rate()) + " × " + text(plan.balancerMillis()) + " ms / " + the(plan, Input.LOAD)),
                new Need(
                        "address pairs, HAProxy to postprox",
                        plan.pairs(),
                        text(plan.connections()) + " / (" + the(plan, Input.PORTS) + " ports / "
                                + the(plan, Input.TIME_WAIT) + " s)"),
                new Need(
                        "addresses that HAProxy connects from",
                        plan.balancerAddresses(),
                        text(plan.pairs()) + " pairs / " + text(plan.atWork()) + " machines"),
                new Need(
                        "next hops",
                        plan.nextHops(),
                        text(plan.rate()) + " / " + the(plan, Input.HOP_RATE) + ", + " + the(plan, Input.SPARE)),
                new Need(
                        "connections in a firewall's table, on a balancer",
                        plan.tracked(),
                        text(plan.connections()) + " × 2 sides × 120 s"));
    }

    private static String the(Plan plan, Input input) {
        return text(plan.the(input));
    }

    /** All needs of a plan, for people. */
    static TextTable table(Plan plan) {
        TextTable table = new TextTable(List.of("what", "needed", "since"));
        for (Need need : of(plan)) {
            table.add(List.of(need.what, text(need.figure), need.formula));
        }
        return table;
    }
}
