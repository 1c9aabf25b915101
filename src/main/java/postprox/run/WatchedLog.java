package postprox.run;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import postprox.event.Event;
import postprox.event.Events;
import postprox.log.EventLog;
import postprox.time.Deadline;

/**
 * The log of a process, and beside it a watcher that gets the same events. The watcher comes when the first client has its reply, and
 * gets the events before that too. Thread-safe.
 */
final class WatchedLog implements EventLog {
    /** More than the first session has published by then. */
    private static final int MAX_EARLY = 100;

    private final EventLog log;
    private final Queue<Event> early = new ArrayDeque<>(0);
    private volatile boolean isExpecting;
    private volatile Optional<Events> watcher = Optional.empty();

    WatchedLog(EventLog log) {
        this.log = log;
    }

    /** Keeps events for a watcher from now on. */
    void expectWatcher() {
        isExpecting = true;
    }

    /** Gives the watcher all events, also those that were kept for it. */
    synchronized void watchBy(Events next) {
        early.forEach(next::publish);
        early.clear();
        watcher = Optional.of(next);
    }

    @Override
    public void publish(Event event) {
        log.publish(event);
        show(event);
    }

    /** The watcher gets an event that the log has. Otherwise the message gets another answer, in an event of its own. */
    @Override
    public boolean handOver(Event event, Deadline deadline) {
        boolean taken = log.handOver(event, deadline);
        if (taken) {
            show(event);
        }
        return taken;
    }

    private void show(Event event) {
        Optional<Events> present = watcher;
        if (present.isPresent()) {
            present.get().publish(event);
        } else if (isExpecting) {
            keep(event);
        }
    }

    private synchronized void keep(Event event) {
        if (watcher.isPresent()) {
            watcher.get().publish(event);
        } else if (early.size() < MAX_EARLY) {
            early.add(event);
        }
    }

    @Override
    public boolean wantsDialogue() {
        return log.wantsDialogue();
    }

    @Override
    public void verbosity(int verbosity) {
        log.verbosity(verbosity);
    }

    @Override
    public void close() {
        log.close();
    }
}
