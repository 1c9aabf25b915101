package postprox.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    /** The counts of messages that have their answer. */
    private static final List<String> ANSWERED = List.of("accepted", "refused", "deferred", "quarantined", "discarded");

    private final Answers.Answer answer;
    private final JsonObject status;
    private final Optional<JsonObject> before;
    private final String others;
    private final Instant now;

    /**
     * Makes a screen.
     *
     * @param before the answer before this one, from which the rate is known
     * @param others which of several processes this is, and how to see the next; empty if there is no other
     */
    TopScreen(Answers.Answer answer, Optional<JsonObject> before, String others) {
        this.answer = answer;
        this.status = answer.status();
        this.before = before;
        this.others = others;
        this.now = Shown.instant(status, "now");
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
        lines.add(process());
        lines.add("");
        TopTables tables = new TopTables(status);
        List<String> table = switch (view) {
            case MESSAGES -> tables.messages(details);
            case FILTERS -> tables.filters();
            case SENDERS -> tables.senders();
        };
        List<String> rest = details ? attention() : tables.refusals();
        int room = Math.max(2, height - lines.size() - rest.size() - 1);
        lines.addAll(table.subList(0, Math.min(table.size(), room)));
        lines.add("");
        lines.addAll(rest);
        return lines.stream()
                .limit(Math.max(1, height))
                .map(line -> TopTables.cut(line, width))
                .toList();
    }

    private String heading() {
        String hop = status.object("next_hop")
                .flag("ok")
                .map(ok -> ok ? "ok" : "DOES NOT ANSWER")
                .orElse("not asked yet");
        return "postprox " + Shown.characters(status.text("version")) + "  up "
                + Shown.age(Duration.between(Shown.instant(status, "started"), now)) + "  next hop " + hop
                + "    q quit  f filters  s senders  Enter details";
    }

    /** Which process this is. */
    private String process() {
        return Shown.characters(status.text("mode") + " " + status.text("place") + ", user " + answer.user())
                + (others.isEmpty() ? "" : "   " + others);
    }

    /** The rate, and the first filter: the view of filters has the others. */
    private String rate() {
        List<JsonObject> filters = status.objects("filters");
        JsonObject filter = filters.stream().findFirst().orElse(JsonObject.EMPTY);
        String name = Shown.characters(filter.text("name"));
        return String.format(Locale.ROOT, "%.1f mail/s ", perSecond()) + bars()
                + "   filter " + (name.isEmpty() ? "" : name + " ")
                + "p50 " + Shown.seconds(filter.number("median_seconds"))
                + "  p99 " + Shown.seconds(filter.number("p99_seconds"))
                + "   running " + filter.whole("running") + "/" + filter.whole("at_once")
                + "   waiting " + filter.whole("waiting")
                + (filters.size() > 1 ? "   (1 of " + filters.size() + " filters)" : "");
    }

    /** How many messages had their answer in a second, since the answer before. */
    private double perSecond() {
        if (before.isEmpty()) {
            return 0;
        }
        double seconds =
                Duration.between(Shown.instant(before.get(), "now"), now).toMillis() / 1e3;
        return seconds <= 0 ? 0 : Math.max(0, answered(status) - answered(before.get())) / seconds;
    }

    private static double answered(JsonObject answer) {
        JsonObject counts = answer.object("since_start");
        return ANSWERED.stream().mapToDouble(counts::number).sum();
    }

    /** The messages of each of the last minutes, as bars. */
    private String bars() {
        double[] last = new double[MINUTES];
        int first = MINUTES;
        for (String count : ANSWERED) {
            List<Double> minutes = status.object("by_minute").numbers(count);
            for (int i = 1; i <= Math.min(MINUTES, minutes.size()); i++) {
                last[MINUTES - i] += minutes.get(minutes.size() - i);
                first = Math.min(first, MINUTES - i);
            }
        }
        double most = 0;
        for (double minute : last) {
            most = Math.max(most, minute);
        }
        StringBuilder bars = new StringBuilder();
        for (int i = first; i < MINUTES; i++) {
            int height = most <= 0 ? 0 : (int) Math.round(last[i] / most * (BARS.length() - 1));
            bars.append(BARS.charAt(Math.clamp(height, 0, BARS.length() - 1)));
        }
        return bars.toString();
    }

    private List<String> attention() {
        List<String> lines = new ArrayList<>();
        lines.add("ATTENTION");
        List<String> all = new StatusScreen(status, answer.user()).attention();
        all.forEach(one -> lines.add(Shown.ofBytes(one)));
        if (all.isEmpty()) {
            lines.add("nothing");
        }
        return lines;
    }
}
