package postprox.bench.plan;

import static postprox.bench.plan.Figures.text;

import java.util.List;
import postprox.bench.report.TextTable;

/** How much of everything a load needs. All rates are those of the peak. */
record Plan(Inputs inputs) {
    private static final double SECONDS_AN_HOUR = 3600;
    private static final double MILLIS = 1000;
    private static final double MEGABYTE = 1e6;

    /** HAProxy, two machines: keepalived lets one of them work. */
    private static final int BALANCERS = 2;

    /** A connection that has ended stays so long in the table (nf_conntrack_tcp_timeout_time_wait), once on each side of a balancer. */
    private static final double TRACKED_SECONDS = 120;

    private static final int SIDES = 2;

    /** journald counts lines over so many seconds (RateLimitIntervalSec). */
    private static final double JOURNAL_SECONDS = 30;

    private double the(Input input) {
        return inputs.get(input);
    }

    /** Messages a second. */
    double rate() {
        return the(Input.MESSAGES) / SECONDS_AN_HOUR * the(Input.PEAK);
    }

    /** Connections a second, and so sessions that begin in one. */
    double connections() {
        return rate() / the(Input.PER_CONNECTION);
    }

    /** Connections a second of one pair of addresses: each keeps its port for a while after its end. */
    double connectionsOfPair() {
        return the(Input.PORTS) / the(Input.TIME_WAIT);
    }

    /** Processor milliseconds of a message on a machine with postprox, those of the filter included. */
    double processorMillis() {
        return the(Input.OWN_CPU)
                + the(Input.SIZE) / MEGABYTE * the(Input.MEGABYTE_CPU)
                + inputs.filter().way()
                + filterCpu();
    }

    /** Without a filter there is nothing that takes time. */
    private double filterCpu() {
        return inputs.filter() == FilterKind.NONE ? 0 : the(Input.FILTER_CPU);
    }

    private double filterWait() {
        return inputs.filter() == FilterKind.NONE ? 0 : the(Input.FILTER_WAIT);
    }

    /** Cores that are there for postprox and filters, of which {@code load} are busy. */
    double cores() {
        return rate() * processorMillis() / MILLIS / the(Input.LOAD);
    }

    /** Machines that carry the load, without the spare ones. */
    double atWork() {
        return Math.ceil(cores() / the(Input.CORES));
    }

    double machines() {
        return atWork() + the(Input.SPARE);
    }

    /** Seconds of a message with the filter. */
    double filterSeconds() {
        return (filterCpu() + filterWait()) / MILLIS;
    }

    /** Little's law. */
    double filtersAtOnce() {
        return rate() * filterSeconds();
    }

    /** Seconds of a session. */
    double sessionSeconds() {
        return the(Input.PER_CONNECTION) * (filterSeconds() + the(Input.HOP_WAIT) / MILLIS);
    }

    double sessionsAtOnce() {
        return connections() * sessionSeconds();
    }

    /** Pairs of an address of HAProxy and one of postprox. */
    double pairs() {
        return Math.ceil(connections() / connectionsOfPair());
    }

    /** Addresses from which a balancer has to connect, so that there are as many pairs. */
    double balancerAddresses() {
        return Math.ceil(pairs() / atWork());
    }

    /** Processor milliseconds of HAProxy for a message, its share of a connection included. */
    double balancerMillis() {
        return the(Input.BALANCER_CPU) / the(Input.PER_CONNECTION)
                + the(Input.SIZE) / MEGABYTE * the(Input.BALANCER_MEGABYTE_CPU);
    }

    double balancerCores() {
        return rate() * balancerMillis() / MILLIS / the(Input.LOAD);
    }

    double nextHopsAtWork() {
        return Math.ceil(rate() / the(Input.HOP_RATE));
    }

    double nextHops() {
        return nextHopsAtWork() + the(Input.SPARE);
    }

    /** Megabytes of memory of one machine with postprox, by what it has at once while the spare ones are down. */
    double megabytes() {
        return the(Input.BASE_MEMORY)
                + sessionsAtOnce() / atWork() * the(Input.SESSION_MEMORY)
                + filtersAtOnce() / atWork() * the(Input.FILTER_MEMORY);
    }

    /** Lines a second of one machine. */
    double lines() {
        return rate() * the(Input.LINES) / atWork();
    }

    /** Connections that a firewall on a balancer knows at once. */
    double tracked() {
        return connections() * SIDES * TRACKED_SECONDS;
    }

    /** What is needed. */
    TextTable needs() {
        TextTable table = new TextTable(List.of("what", "needed", "since"));
        row(table, "messages a second", rate(), text(the(Input.MESSAGES)) + " / 3,600 s × " + text(the(Input.PEAK)));
        row(table, "connections a second", connections(), text(rate()) + " / " + text(the(Input.PER_CONNECTION)));
        row(
                table,
                "processor ms a message",
                processorMillis(),
                text(the(Input.OWN_CPU)) + " postprox + "
                        + text(the(Input.SIZE) / MEGABYTE) + " MB × " + text(the(Input.MEGABYTE_CPU)) + " + "
                        + text(inputs.filter().way()) + " the way to a filter ("
                        + inputs.filter().word() + ") + "
                        + text(filterCpu()) + " the filter");
        row(
                table,
                "cores for postprox and filters",
                cores(),
                text(rate()) + " × " + text(processorMillis()) + " ms / " + text(the(Input.LOAD)));
        row(
                table,
                "machines, with one process of postprox each",
                machines(),
                text(cores()) + " / " + text(the(Input.CORES)) + " cores, + " + text(the(Input.SPARE)));
        row(
                table,
                "filters at once, on a machine",
                filtersAtOnce() / atWork(),
                text(rate()) + " × " + text(filterSeconds()) + " s / " + text(atWork()) + " machines");
        row(
                table,
                "sessions at once, on a machine",
                sessionsAtOnce() / atWork(),
                text(connections()) + " × " + text(sessionSeconds()) + " s / " + text(atWork()) + " machines");
        row(
                table,
                "MB of memory of a machine",
                megabytes(),
                text(the(Input.BASE_MEMORY)) + " + sessions × " + text(the(Input.SESSION_MEMORY)) + " + filters × "
                        + text(the(Input.FILTER_MEMORY)));
        row(
                table,
                "lines of the log a second, on a machine",
                lines(),
                "journald: RateLimitBurst of " + text(Math.ceil(lines() * JOURNAL_SECONDS)) + " or more in 30 s");
        row(
                table,
                "machines with HAProxy",
                BALANCERS,
                "one works, with " + text(balancerCores()) + " cores: " + text(connections()) + " × "
                        + text(the(Input.BALANCER_CPU)) + " ms / " + text(the(Input.LOAD)));
        row(
                table,
                "address pairs, HAProxy to postprox",
                pairs(),
                text(connections()) + " / (" + text(the(Input.PORTS)) + " ports / " + text(the(Input.TIME_WAIT))
                        + " s)");
        row(
                table,
                "addresses that HAProxy connects from",
                balancerAddresses(),
                text(pairs()) + " pairs / " + text(atWork()) + " machines");
        row(
                table,
                "next hops",
                nextHops(),
                text(rate()) + " / " + text(the(Input.HOP_RATE)) + ", + " + text(the(Input.SPARE)));
        row(
                table,
                "connections in a firewall's table, on a balancer",
                tracked(),
                text(connections()) + " × 2 sides × 120 s");
        return table;
    }

    private static void row(TextTable table, String what, double needed, String since) {
        table.add(List.of(what, text(needed), since));
    }
}
