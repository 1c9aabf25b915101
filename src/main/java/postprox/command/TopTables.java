package postprox.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import postprox.json.JsonObject;

/**
 * The tables of {@code postprox top}, each a list of lines with a heading. They have characters, and may be wider than the terminal.
 *
 * @param status what the process has answered
 */
record TopTables(JsonObject status) {
    private static final double SLOW_SECONDS = 1;
    private static final int REFUSALS = 5;
    private static final int ADDRESS = 26;
    private static final int FILTER = 30;
    private static final int REPLY = 46;
    private static final String MESSAGE_COLUMNS = "%-9s %-20s %-26s %-26s %9s %s";

    private Instant now() {
        return Shown.instant(status, "now");
    }

    /** At most so many characters of a line. */
    static String cut(String line, int width) {
        int characters = line.codePointCount(0, line.length());
        return characters <= width ? line : line.substring(0, line.offsetByCodePoints(0, width));
    }

    /** The messages in hand, with their sessions if there are to be details. */
    List<String> messages(boolean details) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, MESSAGE_COLUMNS, "AGE", "STEP", "FROM", "TO", "SIZE", "CLIENT"));
        for (JsonObject message : status.objects("messages")) {
            double age = message.number("age_seconds");
            lines.add(String.format(
                            Locale.ROOT,
                            MESSAGE_COLUMNS,
                            String.format(Locale.ROOT, "%.2fs", age),
                            step(message) + (age > SLOW_SECONDS ? " !" : ""),
                            address(message.text("sender")),
                            address(message.text("recipient")),
                            Shown.bytes(message.number("size")),
                            Shown.characters(message.text("client_address")))
                    + (details ? "  session " + Shown.characters(message.text("session")) : ""));
        }
        return lines;
    }

    /** What is being done with a message, and by which filter if that has a name. */
    private static String step(JsonObject message) {
        return cut(Shown.characters((message.text("step") + " " + message.text("filter")).strip()), 18);
    }

    List<String> filters() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%-30s %9s %7s %9s %9s %9s %9s",
                "FILTER",
                "RUNNING",
                "WAITING",
                "LAST HOUR",
                "P50",
                "P99",
                "SLOWEST"));
        for (JsonObject filter : status.objects("filters")) {
            String name = Shown.characters(filter.text("name") + " " + filter.text("what"))
                    .strip();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-30s %9s %7d %9d %9s %9s %9s",
                    cut(name, FILTER),
                    filter.whole("running") + "/" + filter.whole("at_once"),
                    filter.whole("waiting"),
                    filter.whole("messages_of_hour"),
                    Shown.seconds(filter.number("median_seconds")),
                    Shown.seconds(filter.number("p99_seconds")),
                    Shown.seconds(filter.number("slowest_seconds"))));
            if (!filter.text("last_failure").isEmpty()) {
                lines.add("  last failure " + Shown.time(Shown.instant(filter, "last_failure"), now()) + " "
                        + Shown.characters(filter.text("reason")));
            }
        }
        return lines;
    }

    /** How many messages of each sender are in hand, the most first. */
    List<String> senders() {
        Map<String, Integer> counts = new TreeMap<>();
        status.objects("messages").forEach(message -> counts.merge(message.text("sender"), 1, Integer::sum));
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%8s  %s", "MESSAGES", "FROM"));
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> lines.add(
                        String.format(Locale.ROOT, "%8d  %s", entry.getValue(), Shown.characters(entry.getKey()))));
        return lines;
    }

    List<String> refusals() {
        List<String> lines = new ArrayList<>();
        lines.add("LAST REFUSALS");
        for (JsonObject refusal :
                status.objects("refusals").stream().limit(REFUSALS).toList()) {
            lines.add(Shown.time(Shown.instant(refusal, "time"), now()) + "  "
                    + cut(String.format(Locale.ROOT, "%-46s", Shown.characters(refusal.text("reply"))), REPLY) + "  "
                    + address(refusal.text("sender")) + " -> " + address(refusal.text("recipient")));
        }
        return lines;
    }

    private static String address(String characters) {
        return cut(Shown.characters(characters), ADDRESS);
    }
}
