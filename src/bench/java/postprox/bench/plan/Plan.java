package postprox.bench.plan;

/** How much of everything a load needs. All rates are those of the peak. */
record Plan(Inputs inputs) {
    private static final double SECONDS_AN_HOUR = 3600;
    private static final double MILLIS = 1000;
    private static final double BYTES_A_MEGABYTE = 1e6;

    /** A connection that has ended stays so long in the table (nf_conntrack_tcp_timeout_time_wait), once on each side of a balancer. */
    private static final double TRACKED_SECONDS = 120;

    private static final int SIDES = 2;

    double the(Input input) {
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
                + sizeInMegabytes() * the(Input.MEGABYTE_CPU)
                + inputs.filter().way()
                + filterCpu();
    }

    double sizeInMegabytes() {
        return the(Input.SIZE) / BYTES_A_MEGABYTE;
    }

    /** Without a filter there is nothing that takes time. */
    double filterCpu() {
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
                + sizeInMegabytes() * the(Input.BALANCER_MEGABYTE_CPU);
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
}
