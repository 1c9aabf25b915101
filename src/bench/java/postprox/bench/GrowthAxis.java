package postprox.bench;

import java.util.List;
import java.util.function.IntFunction;
import postprox.bench.lab.SmtpLoad;

/**
 * What grows while all else stays as it is.
 *
 * @param across what it is, with its unit
 */
record GrowthAxis(String name, String across, List<Integer> values, IntFunction<SmtpLoad> load) {
    /** With few sessions: twenty messages of 50 MB at once would measure the disk. */
    static final GrowthAxis SIZE = new GrowthAxis(
            "size",
            "message size, bytes",
            List.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000, 50_000_000),
            bytes -> new SmtpLoad(4, bytes, 1));

    static final GrowthAxis SESSIONS = new GrowthAxis(
            "sessions",
            "sessions at once",
            List.of(1, 5, 20, 100, 500, 1_000, 2_500, 5_000),
            sessions -> new SmtpLoad(sessions, 4_000, 1));

    static final GrowthAxis RECIPIENTS = new GrowthAxis(
            "recipients",
            "recipients a message",
            List.of(1, 10, 100, 1_000),
            recipients -> new SmtpLoad(20, 4_000, recipients));

    String fileName() {
        return "growth-" + name;
    }
}
