package postprox.bench;

/**
 * How long things are measured.
 *
 * @param rounds how often each subject gets its turn
 * @param round seconds of one measurement
 * @param warmUp seconds under load that a JVM gets before the first, to compile what turns out to be hot
 */
record Pace(int rounds, double round, double warmUp) {
    static final Pace FULL = new Pace(7, 1.5, 8);
    static final Pace QUICK = new Pace(3, 0.6, 2);

    /** For curves of many points, each with servers of its own. */
    Pace forGrowth() {
        return new Pace(Math.min(rounds, 3), round / 2, warmUp);
    }
}
