package postprox.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import postprox.journal.Journal;
import postprox.journal.LogEvent;
import postprox.json.JsonObject;

/** Whose words a reply has that docs/TROUBLESHOOTING.md does not know: those of a filter, or of the server behind postprox. */
final class Author {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int LONGEST = 300;

    /** Fewer characters stand in many replies. */
    private static final int LEAST = 8;

    private static final String OF_OTHERS = """
            These words are not postprox's. They are a filter's, or those of the server behind postprox.
            postprox log --refused shows who was refused with which words; with --json it says by whom.
            """;

    private Author() {}

    /**
     * Finds the latest message in the log that was refused with a reply.
     *
     * @param line the reply, a part of it, or a line in which it stands
     * @param log  the log in JSON, if one is known
     * @return who refused the message with it, and how to look at that message, one byte a character; empty if there is none
     */
    static Optional<String> of(String line, Optional<Path> log) throws IOException {
        String small = line.strip().toLowerCase(Locale.ROOT);
        if (log.isEmpty() || small.length() < LEAST) {
            return Optional.empty();
        }
        try (Journal journal = JsonLogs.open(log.get(), Optional.empty())) {
            for (Optional<LogEvent> event = journal.next(); event.isPresent(); event = journal.next()) {
                if (event.get().name().equals("message_refused") && has(event.get(), small)) {
                    return event.map(Author::text);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean has(LogEvent event, String small) {
        String reply = event.fields().text("reply").toLowerCase(Locale.ROOT);
        return reply.length() >= LEAST && (small.contains(reply) || reply.contains(small));
    }

    private static String text(LogEvent event) {
        JsonObject fields = event.fields();
        return Shown.text(fields.text("reply"), LONGEST) + "\n\n"
                + "    With this " + by(fields) + " refused a message on "
                + TIME.format(event.time().atZone(ZoneId.systemDefault())) + ":\n"
                + "    " + StoryText.way(fields) + "\n\n"
                + "    All about that message:  postprox explain " + Shown.text(event.session(), LONGEST) + "\n"
                + "    What else was refused:   postprox log --refused\n";
    }

    private static String by(JsonObject fields) {
        return switch (fields.text("by")) {
            case "filter" ->
                fields.objects("filters").stream()
                        .filter(filter -> filter.text("answer").equals("reject"))
                        .findFirst()
                        .map(filter -> "filter " + Shown.text(filter.text("name"), LONGEST))
                        .orElse("the filter");
            case "next_hop" -> "the next hop";
            default -> "postprox";
        };
    }

    /** What is said of a reply that no log has; empty if a line has no reply. */
    static Optional<String> ofOther(String line) {
        return hasReply(line) ? Optional.of(OF_OTHERS) : Optional.empty();
    }

    /** Whether a line has a code of a refusal, and a word behind it. */
    private static boolean hasReply(String line) {
        List<String> words = List.of(line.strip().split("[ -]"));
        return words.stream()
                .limit(Math.max(0, words.size() - 1))
                .anyMatch(word -> word.length() == 3
                        && "45".indexOf(word.charAt(0)) >= 0
                        && word.chars().allMatch(c -> c >= '0' && c <= '9'));
    }
}
