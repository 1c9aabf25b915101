package postprox.run;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.Events;
import postprox.quarantine.Quarantine;
import postprox.quarantine.QuarantineException;
import postprox.quarantine.Tidied;
import postprox.time.Watchdog;

/** Tidies the quarantine of a service up: at its start, and each hour from then on. Thread-safe. */
final class QuarantineWatch implements Watchdog.Watched {
    private static final long INTERVAL_NANOS = Duration.ofHours(1).toNanos();

    private final Supplier<Optional<Quarantine>> current;
    private final Events events;
    private final Watchdog watchdog;
    private final ReentrantLock atWork = new ReentrantLock();
    private volatile long next;

    /**
     * Makes a watch.
     *
     * @param current gives the present quarantine, which a reload may have changed
     */
    QuarantineWatch(Supplier<Optional<Quarantine>> current, Events events, Watchdog watchdog, long now) {
        this.current = current;
        this.events = events;
        this.watchdog = watchdog;
        this.next = now;
    }

    @Override
    public void check(long now) {
        if (now - next >= 0) {
            next = now + INTERVAL_NANOS;
            current.get().ifPresent(quarantine -> watchdog.runElsewhere(() -> tidy(quarantine)));
        }
    }

    private void tidy(Quarantine quarantine) {
        // A slow disk may take longer than an hour.
        if (!atWork.tryLock()) {
            return;
        }
        String directory = quarantine.rules().directory().toString();
        try {
            Tidied tidied = quarantine.tidy();
            QuarantineLog.event(quarantine.rules().directory(), tidied).ifPresent(events::publish);
            tidied.trouble().ifPresent(reason -> report(directory, reason));
        } catch (QuarantineException e) {
            report(directory, String.valueOf(e.getMessage()));
        } finally {
            atWork.unlock();
        }
    }

    private void report(String directory, String reason) {
        events.publish(new CleanUpTrouble(CleanUpTrouble.Remains.QUARANTINE, directory, reason));
    }
}
