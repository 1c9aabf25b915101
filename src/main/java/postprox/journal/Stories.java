package postprox.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes messages of the events of a journal, the latest first. A filter's failure is an event of its own, which stands before the message's
 * answer if that is a refusal, and behind it if the message passed. So a message waits here until so many events of others have been read
 * that its own would have come. Not thread-safe.
 */
public final class Stories {
    private static final int WAITING = 200;
    private static final int REMEMBERED = 10_000;

    /** Each set-up sends one message, which is the same each time. */
    private static final String OF_SETUP = "postprox-test@";

    /** Longer addresses are no server's that comes again, and would take memory ten thousand times. */
    private static final int LONGEST_WAY = 1200;

    private final Journal journal;
    // The latest message first.
    private final List<Story> waiting = new ArrayList<>();
    private final Map<String, LogEvent> failures = new Remembered<>(WAITING);
    private final Map<String, Later> accepted = new Remembered<>(REMEMBERED);
    private boolean isOver;
    private Optional<IOException> trouble = Optional.empty();

    public Stories(Journal journal) {
        this.journal = journal;
    }

    /**
     * The message before the last one; empty if there is none.
     *
     * @throws IOException if an older file cannot be read, after all messages that were found before
     */
    public Optional<Story> next() throws IOException {
        while (!isOver && waiting.size() <= WAITING) {
            read();
        }
        if (waiting.isEmpty() && trouble.isPresent()) {
            throw trouble.get();
        }
        return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.removeFirst());
    }

    private void read() {
        try {
            Optional<LogEvent> event = journal.next();
            isOver = event.isEmpty();
            event.ifPresent(this::take);
        } catch (IOException e) {
            trouble = Optional.of(e);
            isOver = true;
        }
    }

    private void take(LogEvent event) {
        if (event.isFilterFailure()) {
            fail(event);
        } else {
            Fate.of(event).ifPresent(fate -> add(event, fate));
        }
    }

    private void add(LogEvent event, Fate fate) {
        Optional<Later> again = Optional.empty();
        String way = way(event);
        boolean isKept = way.length() <= LONGEST_WAY && !way.startsWith(OF_SETUP);
        if (fate == Fate.ACCEPTED && isKept) {
            accepted.put(way, Later.of(event));
        } else if (fate == Fate.DEFERRED) {
            again = Optional.ofNullable(accepted.get(way));
        }
        Optional<LogEvent> failure =
                fate == Fate.ACCEPTED ? Optional.ofNullable(failures.remove(event.session())) : Optional.empty();
        waiting.addLast(new Story(event, fate, failure, again));
    }

    /** Gives a failure to the message that was refused for it, or keeps it for the one that passed all the same. */
    private void fail(LogEvent event) {
        if (event.fields().text("disposition").equals("passed_unfiltered")) {
            failures.put(event.session(), event);
            return;
        }
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Story story = waiting.get(i);
            if (story.event().session().equals(event.session())) {
                waiting.set(i, story.failure().isEmpty() ? story.withFailure(event) : story);
                return;
            }
        }
    }

    /** What a message has in common with itself when it comes again. */
    private static String way(LogEvent event) {
        List<String> recipients = event.fields().texts("recipients");
        return event.fields().text("sender") + "\0" + (recipients.isEmpty() ? "" : recipients.getFirst()) + "\0"
                + event.fields().whole("size");
    }
}
