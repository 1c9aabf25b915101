package postprox.command;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import postprox.journal.Fate;
import postprox.journal.LogEvent;
import postprox.journal.Story;
import postprox.json.JsonObject;

/** What has become of a message, as a line for people. One byte a character. */
final class StoryText {
    private static final String GAP = "   ";
    private static final int LONGEST = 200;
    private static final int ADDRESS = 100;

    private StoryText() {}

    static String of(Story story, Instant now) {
        JsonObject fields = story.event().fields();
        StringBuilder text = new StringBuilder();
        text.append(Shown.time(story.event().time(), now)).append(GAP);
        text.append(String.format("%-11s", word(story))).append(' ');
        text.append(way(fields)).append(GAP);
        text.append(Shown.bytes(fields.number("size")));
        if (fields.text("filter_result").equals("none")) {
            text.append(GAP).append("no filter");
        } else if (fields.number("filter_seconds") > 0) {
            text.append(GAP).append(String.format(Locale.ROOT, "filter %.2f s", fields.number("filter_seconds")));
        }
        text.append(GAP).append(outcome(story));
        story.again()
                .ifPresent(later -> text.append(GAP)
                        .append("(came again ")
                        .append(Shown.time(later.time(), now))
                        .append(", accepted")
                        .append(later.queueId().isEmpty() ? "" : " " + Shown.text(later.queueId(), ADDRESS))
                        .append(')'));
        return text.append('\n').toString();
    }

    /** What became of it. Of those that were accepted, some were changed. */
    private static String word(Story story) {
        boolean isChanged = story.fate() == Fate.ACCEPTED
                && story.event().fields().text("filter_result").equals("changed");
        return isChanged ? "changed" : story.fate().name().toLowerCase(Locale.ROOT);
    }

    /** Sender and first recipient. */
    static String way(JsonObject fields) {
        List<String> recipients = fields.texts("recipients");
        long more = fields.whole("recipient_count") - 1;
        return address(fields.text("sender")) + " -> "
                + (recipients.isEmpty() ? "?" : address(recipients.getFirst()))
                + (more > 0 ? " and " + Shown.number(more) + " more" : "");
    }

    private static String address(String characters) {
        return characters.isEmpty() ? "?" : Shown.text(characters, ADDRESS);
    }

    private static String outcome(Story story) {
        JsonObject fields = story.event().fields();
        String reply = Shown.text(fields.text("reply"), LONGEST);
        String words = switch (story.fate()) {
            case ACCEPTED ->
                story.event().queueId().isEmpty()
                        ? reply
                        : "queued as " + Shown.text(story.event().queueId(), ADDRESS);
            case REFUSED, DEFERRED -> reply;
            case QUARANTINED ->
                "id " + Shown.text(fields.text("id"), ADDRESS) + " (" + Shown.text(fields.text("reason"), LONGEST)
                        + ")";
            case DISCARDED -> Shown.text(fields.text("reason"), LONGEST);
            case ABORTED -> Shown.text(fields.text("abort").replace('_', ' '), LONGEST);
            case UNKNOWN -> "no reply to the final dot: " + Shown.text(fields.text("reason"), LONGEST);
        };
        return story.failure().map(failed -> failure(failed) + GAP + words).orElse(words);
    }

    /** That a filter failed, and why. */
    static String failure(LogEvent failed) {
        String name = Optional.of(Shown.text(failed.fields().text("filter"), ADDRESS))
                .filter(text -> !text.isEmpty())
                .map(text -> " " + text)
                .orElse("");
        return "filter" + name + " failed: " + Shown.text(failed.fields().text("reason"), LONGEST);
    }
}
