package postprox.run;

import java.util.concurrent.Semaphore;
import sun.misc.Signal;

/**
 * The signal SIGHUP, by which administrators and logrotate(8) have a service read its files anew. It ends a process, as SIGTERM
 * does, until {@link #caught} is called.
 */
final class Hangup {
    private final Semaphore signals = new Semaphore(0);

    private Hangup() {}

    /** Remembers the signals that come from now on, for {@link #then}. */
    static Hangup caught() {
        Hangup hangup = new Hangup();
        var _ = Signal.handle(new Signal("HUP"), _ -> hangup.signals.release());
        return hangup;
    }

    /** Runs work on a thread of its own, once for all signals that have come since the work last began. */
    void then(Runnable work) {
        Thread.ofPlatform().daemon().name("reload").start(() -> {
            try {
                while (true) {
                    signals.acquire();
                    int _ = signals.drainPermits();
                    work.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
