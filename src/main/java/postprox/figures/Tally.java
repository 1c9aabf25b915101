package postprox.figures;

/**
 * What is counted of the messages of a time: what became of them, and how long all filters of each took together. About a kilobyte.
 * Thread-safe.
 */
final class Tally {
    private final Counts counts = new Counts();
    private final Times filterTimes = new Times();

    Counts counts() {
        return counts;
    }

    Times filterTimes() {
        return filterTimes;
    }

    void add(Tally other) {
        counts.add(other.counts);
        filterTimes.add(other.filterTimes);
    }

    Course.Step step() {
        return new Course.Step(
                counts.all(), filterTimes.count(), filterTimes.percentile(50), filterTimes.percentile(99));
    }
}
