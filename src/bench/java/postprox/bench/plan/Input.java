package postprox.bench.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A number that a plan is made from. Its user may give another value: {@code NAME=NUMBER}. */
enum Input {
    MESSAGES("messages", 10_000_000, 1, 1e12, "in an hour", "yours"),
    PEAK("peak", 2, 1, 1000, "the busiest second beside the mean one", "yours"),
    PER_CONNECTION("per-connection", 1, 1, 1000, "messages on a connection", "yours; 1 is the worst"),
    SIZE("size", 50_000, 1, 1e9, "bytes of a message", "yours"),
    FILTER_CPU(
            "filter-cpu",
            10,
            0,
            1e6,
            "ms of processor time of the filter itself, a message",
            "yours: what `time postprox try` says"),
    FILTER_WAIT(
            "filter-wait",
            20,
            0,
            1e6,
            "ms that the filter waits, a message",
            "yours: median of `postprox status`, less filter-cpu"),
    FILTER_MEMORY("filter-memory", 10, 0, 1e6, "MB of a filter at work", "yours"),
    OWN_CPU("own-cpu", 0.58, 0.001, 1e6, "ms of processor time of postprox, a message", "`./bench costs`"),
    MEGABYTE_CPU("mb-cpu", 6.3, 0, 1e6, "ms more for each MB of it", "`./bench costs`"),
    BALANCER_CPU("balancer-cpu", 0.32, 0.001, 1e6, "ms of processor time of HAProxy, a connection", "`./bench costs`"),
    BALANCER_MEGABYTE_CPU("balancer-mb-cpu", 0.96, 0, 1e6, "ms more for each MB of a message", "`./bench costs`"),
    HOP_RATE(
            "hop-rate", 1_286, 0.001, 1e9, "messages a second that one next hop queues", "`./bench postfix`, no proxy"),
    HOP_WAIT("hop-wait", 7, 0, 1e6, "ms of a message beside the filter", "`./bench scanners`, no filter, alone"),
    BASE_MEMORY("base-memory", 120, 1, 1e6, "MB of a process of postprox", "`./bench growth-sessions`"),
    SESSION_MEMORY("session-memory", 0.14, 0, 1e3, "MB more for each session at work", "`./bench growth-sessions`"),
    CORES("cores", 16, 1, 1024, "of a machine", "yours"),
    LOAD("load", 0.7, 0.01, 1, "of its processors that may be busy at the peak", "a choice"),
    SPARE("spare", 1, 0, 1000, "machines, and next hops, that may be down", "a choice"),
    ADDRESSES("addresses", 1, 1, 1000, "that a balancer connects from", "haproxy.cfg"),
    PORTS("ports", 28_232, 1, 64_512, "for connections of a pair of addresses", "Linux: 32768 to 60999"),
    TIME_WAIT("time-wait", 60, 0.001, 3600, "seconds that a closed connection keeps its port", "Linux"),
    FILTERS("filters", 100, 1, 1e6, "at once in a process", "postprox: `--filters`"),
    SESSIONS("sessions", 2_000, 1, 1e6, "at once in a process", "postprox.conf: `sessions`"),
    STARTS("starts", 1_329, 0.001, 1e9, "processes that a core starts in a second", "`./bench listen`, posix_spawn"),
    LINES("lines", 1, 0, 1000, "of the log, a message", "postprox.conf: `verbose = 1`"),
    JOURNAL(
            "journal",
            333,
            0.001,
            1e9,
            "lines a second that journald takes of a service",
            "systemd: 10,000 in 30 s, or more"),
    CONNTRACK(
            "conntrack",
            262_144,
            1,
            1e9,
            "connections that a firewall knows at once",
            "Linux: nf_conntrack_max, with 4 GB or more");

    private final String word;
    private final double standard;
    private final double least;
    private final double most;
    private final String meaning;
    private final String source;

    Input(String word, double standard, double least, double most, String meaning, String source) {
        this.word = word;
        this.standard = standard;
        this.least = least;
        this.most = most;
        this.meaning = meaning;
        this.source = source;
    }

    String word() {
        return word;
    }

    /** Its value unless the user gives another. */
    double standard() {
        return standard;
    }

    String meaning() {
        return meaning;
    }

    /** Where the standard value is from. */
    String source() {
        return source;
    }

    /** Whether there is only a whole number of it. */
    private boolean isWhole() {
        return this == CORES || this == SPARE || this == ADDRESSES;
    }

    /**
     * Reads a value of it.
     *
     * @throws BadInput if it is no number, or none that can be of this input
     */
    double parse(String text) throws BadInput {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw new BadInput(word + "=" + text + ": '" + text + "' is no number; write one such as " + word + "="
                    + Figures.text(standard).replace(",", ""));
        }
        // NaN is neither.
        if (!(value >= least && value <= most)) {
            throw new BadInput(word + "=" + text + ": it must be from " + Figures.text(least) + " to "
                    + Figures.text(most) + " (" + meaning + ")");
        }
        if (isWhole() && value != Math.rint(value)) {
            throw new BadInput(word + "=" + text + ": it must be a whole number (" + meaning + ")");
        }
        return value;
    }

    static Optional<Input> of(String word) {
        return Arrays.stream(values()).filter(input -> input.word.equals(word)).findFirst();
    }

    /** A line for each. */
    static String list() {
        return Arrays.stream(values())
                .map(input -> String.format(
                        Locale.ROOT, "  %-15s %-11s %s%n", input.word, Figures.text(input.standard), input.meaning))
                .collect(Collectors.joining());
    }
}
