package postprox.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The events of a session, or of the one message in it that has a queue id. There are so many at most.
 *
 * @param events the oldest first
 */
public record Course(String session, List<LogEvent> events) {
    private static final int MAX_EVENTS = 1000;
    private static final int MOST_FAILURES = 200;

    public Course {
        events = List.copyOf(events);
    }

    /**
     * Finds the latest session, or message, with an id. It is read back to its beginning.
     *
     * @param id a session's id, or a queue id that the next hop gave
     */
    public static Optional<Course> find(Journal journal, String id) throws IOException {
        // The failure of a filter stands behind the message that passed all the same.
        Map<String, LogEvent> failures = new Remembered<>(MOST_FAILURES);
        for (Optional<LogEvent> next = journal.next(); next.isPresent(); next = journal.next()) {
            LogEvent event = next.get();
            if (event.session().equals(id)) {
                return Optional.of(of(journal, event, List.of(), false));
            }
            if (event.queueId().equals(id)) {
                Optional<LogEvent> failure = Optional.ofNullable(failures.get(event.session()));
                return Optional.of(of(journal, event, failure.stream().toList(), true));
            }
            if (isOfMessageBefore(event)) {
                failures.put(event.session(), event);
            } else if (Fate.of(event).isPresent()) {
                failures.remove(event.session());
            }
        }
        return Optional.empty();
    }

    /** Whether it is the failure of a filter whose message passed all the same, and stands in front of this event. */
    private static boolean isOfMessageBefore(LogEvent event) {
        return event.name().equals("filter_failed")
                && event.fields().text("disposition").equals("passed_unfiltered");
    }

    private static Course of(Journal journal, LogEvent last, List<LogEvent> behind, boolean isOfOneMessage)
            throws IOException {
        List<LogEvent> events = new ArrayList<>(behind);
        Optional<LogEvent> next = Optional.of(last);
        while (next.isPresent() && events.size() < MAX_EVENTS) {
            LogEvent event = next.get();
            if (event.session().equals(last.session())) {
                boolean isLast = events.size() == behind.size();
                boolean isOfOther = isOfMessageBefore(event) || Fate.of(event).isPresent();
                if (isOfOneMessage && !isLast && isOfOther) {
                    break;
                }
                events.addFirst(event);
                if (event.name().equals("session_started")) {
                    break;
                }
            }
            next = journal.next();
        }
        return new Course(last.session(), events);
    }
}
