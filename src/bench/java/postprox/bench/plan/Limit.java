package postprox.bench.plan;

import static postprox.bench.plan.Figures.text;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import postprox.bench.report.TextTable;

/**
 * Where a fleet that is built by a plan ends.
 *
 * @param part    what ends
 * @param bears   messages a second
 * @param formula how that is found
 * @param way     what to do about it
 */
record Limit(String part, double bears, String formula, String way) {
    private static final double MILLIS = 1000;

    /** All limits of a plan, the lowest one first, while as many machines and next hops are down as may be. */
    static List<Limit> of(Plan plan) {
        return Stream.of(ports(plan), processors(plan), filters(plan), behind(plan))
                .flatMap(List::stream)
                .filter(limit -> Double.isFinite(limit.bears))
                .sorted(Comparator.comparingDouble(Limit::bears))
                .toList();
    }

    private static List<Limit> ports(Plan plan) {
        double ofPair = plan.connectionsOfPair() * the(plan, Input.PER_CONNECTION);
        double pairs = plan.atWork() * the(plan, Input.ADDRESSES);
        double behind = plan.atWork() * plan.nextHopsAtWork();
        return List.of(
                new Limit(
                        "ports from HAProxy to postprox",
                        pairs * ofPair,
                        text(pairs) + " pairs × " + text(ofPair) + "/s",
                        "more addresses for HAProxy (`source`), tcp_tw_reuse=1, a wider ip_local_port_range, several messages a"
                                + " connection"),
                new Limit(
                        "ports from postprox to next hops",
                        behind * ofPair,
                        text(behind) + " pairs × " + text(ofPair) + "/s",
                        "more next hops or ports of theirs, tcp_tw_reuse=1"),
                new Limit(
                        "a firewall's table on a balancer",
                        the(plan, Input.CONNTRACK) * plan.rate() / plan.tracked(),
                        text(the(plan, Input.CONNTRACK)) + " / (2 sides × 120 s)",
                        "only where a firewall tracks connections: a larger nf_conntrack_max, or `notrack` for these ports"));
    }

    private static List<Limit> processors(Plan plan) {
        double cores = the(plan, Input.CORES) * the(plan, Input.LOAD);
        double all = plan.atWork() * cores;
        double starts = plan.atWork() * the(plan, Input.CORES) * the(plan, Input.STARTS);
        return List.of(
                new Limit(
                        "processors of the machines with postprox",
                        all * MILLIS / plan.processorMillis(),
                        text(all) + " busy cores / " + text(plan.processorMillis()) + " ms",
                        "more machines; a filter that costs less, or scanners on machines of their own"),
                new Limit(
                        "processes, one a message",
                        plan.inputs().filter().startsProcesses() ? starts : Double.POSITIVE_INFINITY,
                        text(plan.atWork() * the(plan, Input.CORES)) + " cores × " + text(the(plan, Input.STARTS))
                                + "/s",
                        "a filter that needs no process: worker, policy, java, a scanner"),
                new Limit(
                        "processors of the balancer",
                        cores * MILLIS / plan.balancerMillis(),
                        text(cores) + " busy cores / " + text(plan.balancerMillis()) + " ms",
                        "a second pair of balancers, and both names in the DNS"));
    }

    private static List<Limit> filters(Plan plan) {
        double filters = plan.atWork() * the(plan, Input.FILTERS);
        double sessions = plan.atWork() * the(plan, Input.SESSIONS);
        return List.of(
                new Limit(
                        "filters at once",
                        filters / plan.filterSeconds(),
                        text(filters) + " / " + text(plan.filterSeconds()) + " s",
                        "a larger `filters`, if the machine has processors and memory for them"),
                new Limit(
                        "sessions at once",
                        sessions / plan.sessionSeconds() * the(plan, Input.PER_CONNECTION),
                        text(sessions) + " / " + text(plan.sessionSeconds()) + " s",
                        "a larger `sessions`, and `maxconn` in haproxy.cfg"));
    }

    private static List<Limit> behind(Plan plan) {
        double hops = plan.nextHopsAtWork() * the(plan, Input.HOP_RATE);
        double lines = plan.atWork() * the(plan, Input.JOURNAL);
        return List.of(
                new Limit(
                        "the next hops' queues (fsync)",
                        hops,
                        text(plan.nextHopsAtWork()) + " × " + text(the(plan, Input.HOP_RATE)) + "/s",
                        "more next hops, each with a disk of its own that syncs fast"),
                new Limit(
                        "journald",
                        lines / the(plan, Input.LINES),
                        text(plan.atWork()) + " × " + text(the(plan, Input.JOURNAL)) + " lines/s",
                        "LogRateLimitBurst= of postprox.service, or `log = json:FILE`: journald drops lines and no mail"));
    }

    private static double the(Plan plan, Input input) {
        return plan.the(input);
    }

    /** The limits beside the rate that is needed. */
    static TextTable table(Plan plan) {
        TextTable table = new TextTable(List.of("what ends", "at messages a second", "enough", "since", "way out"));
        for (Limit limit : of(plan)) {
            table.add(List.of(
                    limit.part,
                    text(limit.bears),
                    limit.bears < plan.rate() ? "**no**" : "yes",
                    limit.formula,
                    limit.way));
        }
        return table;
    }
}
