package postprox.run;

import sun.misc.Signal;

/**
 * The signal SIGHUP, by which administrators and logrotate(8) have a service read its files anew. It ends a process, as SIGTERM
 * does, until {@link #then} is called.
 */
final class Hangup {
    private Hangup() {}

    /** Runs work at each signal from now on, on a thread of its own. */
    static void then(Runnable work) {
        var _ = Signal.handle(new Signal("HUP"), _ -> work.run());
    }
}
