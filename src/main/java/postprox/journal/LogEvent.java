package postprox.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import postprox.json.JsonObject;

/**
 * An event of the log. Its texts are what strangers wrote, and the file itself may have been changed: nothing here may be believed.
 *
 * @param name   its name in docs/LOG.md
 * @param fields its fields
 * @param line   the line as it stands in the file
 */
public record LogEvent(Instant time, String name, JsonObject fields, String line) {
    private static final String QUEUED_AS = "queued as ";

    /** The events of which the reply is the next hop's to a message that it took. Any other reply may quote a stranger. */
    private static final List<String> TAKEN = List.of("message_accepted", "message_released");

    /** The event that an object of JSON tells; empty if it is none of postprox's. */
    static Optional<LogEvent> of(JsonObject object, String line) {
        String name = object.text("event");
        return name.isEmpty()
                ? Optional.empty()
                : object.time("time").map(time -> new LogEvent(time, name, object, line));
    }

    /** The event in a line of the log; empty if there is none. */
    public static Optional<LogEvent> read(String line) {
        return JsonObject.read(line).flatMap(object -> of(object, line));
    }

    /** Whether a filter has failed; the message's own event is another one. */
    public boolean isFilterFailure() {
        return name.equals("filter_failed");
    }

    /** The id of its session; empty if it has none. */
    public String session() {
        return fields.text("session");
    }

    /** The name under which Postfix has queued the message, by its reply; empty if the reply has none. */
    public String queueId() {
        String reply = fields.text("reply");
        int at = reply.indexOf(QUEUED_AS);
        return at < 0 || !TAKEN.contains(name)
                ? ""
                : reply.substring(at + QUEUED_AS.length()).strip();
    }
}
