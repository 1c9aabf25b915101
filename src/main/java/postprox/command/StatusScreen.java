package postprox.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import postprox.json.JsonObject;

/** What a process has answered to the question {@code status}, as a screen for people. One byte a character. */
final class StatusScreen {
    private static final String GAP = "   ";
    private static final int LONGEST = 90;

    private final JsonObject status;
    private final String user;
    private final Instant now;

    /**
     * Makes a screen.
     *
     * @param user the user whose process has answered: root sees those of all users, and one of these may be no postprox
     */
    StatusScreen(JsonObject status, String user) {
        this.status = status;
        this.user = user;
        this.now = Shown.instant(status, "now");
    }

    /** The screen, and a line for each thing that needs attention. */
    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "postprox " + Shown.text(status.text("version")), process());
        line(text, "last hour", lastHour());
        if (hops().size() > 1) {
            hops().forEach(hop -> line(text, "next hop", hop(hop)));
        }
        for (JsonObject filter : status.objects("filters")) {
            line(text, "filter", filter(filter));
        }
        if (status.objects("filters").isEmpty()) {
            line(text, "filter", "none: all messages pass");
        }
        attention().forEach(one -> line(text, "attention", one));
        return text.toString();
    }

    private static void line(StringBuilder text, String title, String values) {
        text.append(String.format("%-12s", title))
                .append(title.length() >= 12 ? GAP : "")
                .append(values)
                .append('\n');
    }

    private String process() {
        StringJoiner words = new StringJoiner(GAP);
        words.add("up " + Shown.age(Duration.between(Shown.instant(status, "started"), now)));
        words.add("user " + Shown.text(user));
        String place = Shown.text(status.text("place"));
        words.add(status.text("mode").equals("resident") ? "resident " + place : "listening " + place);
        words.add("next hop " + Shown.text(nextHop().text("place")) + " " + nextHopState());
        return words.toString();
    }

    private JsonObject nextHop() {
        return status.object("next_hop");
    }

    /** The servers of the next hop. An older process does not tell them. */
    private List<JsonObject> hops() {
        return status.objects("next_hops");
    }

    private static boolean isUp(JsonObject hop) {
        return hop.flag("up").orElse(true);
    }

    private String hop(JsonObject hop) {
        StringJoiner words = new StringJoiner(GAP);
        words.add(Shown.text(hop.text("place")));
        String since = Shown.time(Shown.instant(hop, "since"), now);
        words.add(
                isUp(hop)
                        ? (hop.whole("connects") == 0 ? "not asked yet" : "up since " + since)
                        : "DOWN since " + since);
        words.add("connects " + Shown.number(hop.whole("connects")));
        add(words, "failed", hop.whole("failures"));
        if (!isUp(hop)) {
            words.add(Shown.text(hop.text("reason"), LONGEST));
        }
        return words.toString();
    }

    private String nextHopState() {
        return nextHop()
                .flag("ok")
                .map(ok -> ok
                        ? "ok (" + Shown.seconds(nextHop().number("connect_seconds")) + ", "
                                + Shown.time(Shown.instant(nextHop(), "last_connect"), now) + ")"
                        : "DOES NOT ANSWER since the last try at "
                                + Shown.time(Shown.instant(nextHop(), "last_connect"), now))
                .orElse("not asked yet");
    }

    private String lastHour() {
        JsonObject hour = status.object("last_hour");
        StringJoiner words = new StringJoiner(GAP);
        for (String count : List.of("accepted", "changed", "refused", "deferred")) {
            words.add(count + " " + Shown.number(hour.whole(count)));
        }
        add(words, "quarantined", hour.whole("quarantined"));
        add(words, "discarded", hour.whole("discarded"));
        words.add("failed filter " + Shown.number(hour.whole("filter_failed")));
        words.add("unfiltered " + Shown.number(hour.whole("unfiltered")));
        words.add("in hand " + Shown.number(status.whole("in_hand")));
        words.add("sessions " + Shown.number(status.whole("sessions")) + " of "
                + Shown.number(status.whole("sessions_limit")));
        return words.toString();
    }

    private static void add(StringJoiner words, String name, long number) {
        if (number > 0) {
            words.add(name + " " + Shown.number(number));
        }
    }

    private String filter(JsonObject filter) {
        StringJoiner words = new StringJoiner(GAP);
        String name = filter.text("name");
        words.add((name.isEmpty() ? "" : Shown.text(name) + " ") + Shown.text(filter.text("what"), LONGEST));
        words.add("running " + filter.whole("running") + " of " + filter.whole("at_once"));
        add(words, "waiting", filter.whole("waiting"));
        if (filter.whole("messages_of_hour") > 0) {
            words.add("median " + Shown.seconds(filter.number("median_seconds")));
            words.add("slowest " + Shown.seconds(filter.number("slowest_seconds")));
        }
        if (!filter.text("last_failure").isEmpty()) {
            words.add("last failure " + Shown.time(Shown.instant(filter, "last_failure"), now) + " "
                    + Shown.text(filter.text("reason"), LONGEST));
        }
        return words.toString();
    }

    /** What needs attention, each with the command to run next. */
    List<String> attention() {
        List<String> lines = new ArrayList<>();
        if (hops().size() > 1) {
            hops().stream()
                    .filter(hop -> !isUp(hop))
                    .forEach(hop -> lines.add("the next hop " + Shown.text(hop.text("place")) + " is down: "
                            + Shown.text(hop.text("reason"), LONGEST) + ": postprox explain 'next hop is down'"));
        } else if (!nextHop().flag("ok").orElse(true)) {
            lines.add("the next hop does not answer: " + Shown.text(nextHop().text("reason"), LONGEST)
                    + ": postprox explain 'cannot connect to the next hop'");
        }
        for (JsonObject one : status.objects("attention")) {
            String reason = Shown.text(one.text("reason"), LONGEST);
            lines.add(Shown.text(one.text("what")) + ": "
                    + (one.whole("times") == 1 ? "once" : Shown.number(one.whole("times")) + " times")
                    + " in the last hour, last at " + Shown.time(Shown.instant(one, "last"), now)
                    + (reason.isEmpty() ? "" : " (" + reason + ")") + ": " + Shown.text(one.text("command")));
        }
        return lines;
    }
}
