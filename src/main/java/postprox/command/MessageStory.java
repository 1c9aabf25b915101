package postprox.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import postprox.journal.Course;
import postprox.journal.Journal;
import postprox.journal.LogEvent;
import postprox.json.JsonObject;

/** The story of a session, or of the one message in it that has a queue id, from the log in JSON. One byte a character. */
final class MessageStory {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);
    private static final int LONGEST = 300;

    private MessageStory() {}

    /**
     * Finds a story.
     *
     * @param id a session's id, or a queue id that the next hop gave
     */
    static Optional<String> find(Path file, String id) throws IOException {
        try (Journal journal = JsonLogs.open(file, Optional.empty())) {
            return Course.find(journal, id).map(course -> text(course.session(), course.events()));
        }
    }

    private static String text(String session, List<LogEvent> events) {
        StringBuilder text =
                new StringBuilder("session ").append(Shown.text(session)).append('\n');
        for (LogEvent event : events) {
            lines(event)
                    .forEach(words -> text.append(time(event.time()))
                            .append("  ")
                            .append(words)
                            .append('\n'));
        }
        return text.toString();
    }

    private static String time(Instant time) {
        return TIME.format(Shown.local(time));
    }

    private static List<String> lines(LogEvent event) {
        JsonObject fields = event.fields();
        return switch (event.name()) {
            case "session_started" -> List.of("client " + text(fields, "client") + " connects");
            case "session_ended" ->
                List.of("the session is over: " + text(fields, "end").replace('_', ' '));
            case "filter_failed" -> List.of(StoryText.failure(event));
            case "message_accepted", "message_refused", "message_quarantined", "message_discarded", "message_aborted" ->
                ofMessage(event);
            default -> List.of(event.name().replace('_', ' ') + details(fields));
        };
    }

    private static List<String> ofMessage(LogEvent event) {
        JsonObject fields = event.fields();
        List<String> lines = new ArrayList<>();
        lines.add(StoryText.way(fields) + ", " + Shown.bytes(fields.number("size")) + ", from " + client(fields));
        for (JsonObject filter : fields.objects("filters")) {
            lines.add("filter " + text(filter, "name") + ": "
                    + (filter.flag("observed").orElse(false) ? "would " : "") + text(filter, "answer") + ", "
                    + Shown.seconds(filter.number("seconds")) + words(filter));
        }
        if (fields.objects("filters").isEmpty() && fields.number("filter_seconds") > 0) {
            lines.add("filter: " + Shown.seconds(fields.number("filter_seconds")) + said(fields));
        }
        lines.add(event.name().replace("message_", "") + by(fields) + ": " + outcome(fields));
        return lines;
    }

    private static String outcome(JsonObject fields) {
        String reply = text(fields, "reply");
        return reply.isEmpty() ? text(fields, "abort").replace('_', ' ') : reply;
    }

    private static String client(JsonObject fields) {
        String address = text(fields, "client_address");
        String helo = text(fields, "helo");
        return (address.isEmpty() ? "an unknown client" : address) + (helo.isEmpty() ? "" : " (" + helo + ")");
    }

    private static String by(JsonObject fields) {
        String by = text(fields, "by").replace('_', ' ');
        String result = text(fields, "filter_result");
        return (by.isEmpty() ? "" : " by " + (by.equals("postprox") ? "" : "the ") + by)
                + (result.isEmpty() || result.equals("none") ? "" : ", filter " + result);
    }

    private static String said(JsonObject fields) {
        String said = text(fields, "said");
        return said.isEmpty() ? "" : ", it said: " + said;
    }

    private static String words(JsonObject filter) {
        String words = text(filter, "words");
        return words.isEmpty() ? "" : " (" + words + ")";
    }

    private static String details(JsonObject fields) {
        List<String> details = new ArrayList<>();
        for (String name :
                List.of("kind", "verb", "detail", "limit", "stage", "damage", "hint", "reason", "loop", "line")) {
            if (!fields.text(name).isEmpty()) {
                details.add(text(fields, name));
            }
        }
        return details.isEmpty() ? "" : ": " + String.join(", ", details);
    }

    private static String text(JsonObject fields, String name) {
        return Shown.text(fields.text(name), LONGEST);
    }
}
