package postprox.run;

import sun.misc.Signal;

/**
 * SIGHUP, by which administrators and logrotate(8) have a service read its files anew. It ends a process, as SIGTERM does, until
 * somebody has something to do when it comes.
 */
final class Hangup {
    private Hangup() {}

    /** Has something done whenever the signal comes from now on, on a thread of its own, one call for each signal. */
    static void then(Runnable work) {
        var _ = Signal.handle(new Signal("HUP"), _ -> work.run());
    }
}
