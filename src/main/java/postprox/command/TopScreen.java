package postprox.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import postprox.json.JsonObject;

/** The screen of {@code postprox top}: lines of characters, each no wider than the terminal. */
final class TopScreen {
    /** What the screen is about. */
    enum View {
        MESSAGES,
        FILTERS,
        SENDERS
    }

    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int MINUTES = 20;
    private static final double SLOW_SECONDS = 1;
    private static final int REFUSALS = 5;

    private final JsonObject status;
    private final Optional<JsonObject> before;
    private final Instant now;

    /**
     * Makes a screen.
     *
     * @param before the answer before this one, from which the rate is known
     */
    TopScreen(JsonObject status, Optional<JsonObject> before) {
        this.status = status;
        this.before = before;
        this.now = Shown.instant(status.text("now"));
    }

    /**
     * The lines.
     *
     * @param details whether there is more of each message, and what needs attention
     */
    List<String> lines(View view, boolean details, int width, int height) {
        List<String> lines = new ArrayList<>();
        lines.add(heading());
        lines.add(rate());
        lines.add("");
        List<String> table = switch (view) {
            case MESSAGES -> messages(details);
            case FILTERS -> filters();
            case SENDERS -> senders();
        };
        List<String> rest = details ? attention() : refusals();
        int room = Math.max(2, height - lines.size() - rest.size() - 1);
        lines.addAll(table.subList(0, Math.min(table.size(), room)));
        lines.add("");
        lines.addAll(rest);
        return lines.stream()
                .limit(Math.max(1, height))
                .map(line -> cut(line, width))
                .toList();
    }

    private static String cut(String line, int width) {
        int characters = line.codePointCount(0, line.length());
        return characters <= width ? line : line.substring(0, line.offsetByCodePoints(0, width));
    }

    private String heading() {
        String hop = status.object("next_hop")
                .flag("ok")
                .map(ok -> ok ? "ok" : "DOES NOT ANSWER")
                .orElse("not asked yet");
        return "postprox " + Shown.characters(status.text("version")) + "  up "
                + Shown.age(Duration.between(Shown.instant(status.text("started")), now)) + "  next hop " + hop
                + "    q quit  f filters  s senders  Enter details";
    }

    private String rate() {
        JsonObject filter = status.objects("filters").stream().findFirst().orElse(JsonObject.EMPTY);
        return String.format(Locale.ROOT, "%.1f mail/s ", perSecond()) + bars()
                + "   filter p50 " + Shown.seconds(filter.number("median_seconds"))
                + "  p99 " + Shown.seconds(filter.number("p99_seconds"))
                + "   running " + filter.whole("running") + "/" + filter.whole("at_once")
                + "   waiting " + filter.whole("waiting");
    }

    /** How many messages had their answer in a second, since the answer before. */
    private double perSecond() {
        if (before.isEmpty()) {
            return 0;
        }
        double seconds =
                Duration.between(Shown.instant(before.get().text("now")), now).toMillis() / 1e3;
        return seconds <= 0 ? 0 : Math.max(0, handled(status) - handled(before.get())) / seconds;
    }

    private static double handled(JsonObject answer) {
        JsonObject counts = answer.object("since_start");
        return counts.number("accepted") + counts.number("refused") + counts.number("deferred");
    }

    /** The messages of each of the last minutes, as bars. */
    private String bars() {
        List<Double> accepted = status.object("by_minute").numbers("accepted");
        List<Double> last = accepted.subList(Math.max(0, accepted.size() - MINUTES), accepted.size());
        double most = last.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        StringBuilder bars = new StringBuilder();
        for (double minute : last) {
            bars.append(BARS.charAt(
                    most <= 0 ? 0 : Math.clamp(Math.round(minute / most * (BARS.length() - 1)), 0, BARS.length() - 1)));
        }
        return bars.toString();
    }

    private List<String> messages(boolean details) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%-9s %-11s %-26s %-26s %9s %s", "AGE", "STEP", "FROM", "TO", "SIZE", "CLIENT"));
        for (JsonObject message : status.objects("messages")) {
            double age = message.number("age_seconds");
            String step = Shown.characters(message.text("step")) + (age > SLOW_SECONDS ? " !" : "");
            lines.add(String.format(
                            Locale.ROOT,
                            "%-9s %-11s %-26s %-26s %9s %s",
                            String.format(Locale.ROOT, "%.2fs", age),
                            step,
                            address(message.text("sender")),
                            address(message.text("recipient")),
                            Shown.bytes(message.number("size")),
                            Shown.characters(message.text("client_address")))
                    + (details ? "  session " + Shown.characters(message.text("session")) : ""));
        }
        return lines;
    }

    private List<String> filters() {
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
                    cut(name, 30),
                    filter.whole("running") + "/" + filter.whole("at_once"),
                    filter.whole("waiting"),
                    filter.whole("messages_of_hour"),
                    Shown.seconds(filter.number("median_seconds")),
                    Shown.seconds(filter.number("p99_seconds")),
                    Shown.seconds(filter.number("slowest_seconds"))));
            if (!filter.text("last_failure").isEmpty()) {
                lines.add("  last failure " + Shown.time(Shown.instant(filter.text("last_failure")), now) + " "
                        + Shown.characters(filter.text("reason")));
            }
        }
        return lines;
    }

    /** How many messages of each sender are in hand, the most first. */
    private List<String> senders() {
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

    private List<String> refusals() {
        List<String> lines = new ArrayList<>();
        lines.add("LAST REFUSALS");
        for (JsonObject refusal :
                status.objects("refusals").stream().limit(REFUSALS).toList()) {
            lines.add(Shown.time(Shown.instant(refusal.text("time")), now) + "  "
                    + cut(String.format(Locale.ROOT, "%-46s", Shown.characters(refusal.text("reply"))), 46) + "  "
                    + address(refusal.text("sender")).strip() + " -> "
                    + address(refusal.text("recipient")).strip());
        }
        return lines;
    }

    private List<String> attention() {
        List<String> lines = new ArrayList<>();
        lines.add("ATTENTION");
        List<String> all = new StatusScreen(status).attention();
        all.forEach(one -> lines.add(Shown.characters(one)));
        if (all.isEmpty()) {
            lines.add("nothing");
        }
        return lines;
    }

    private static String address(String characters) {
        return cut(Shown.characters(characters), 26);
    }
}
