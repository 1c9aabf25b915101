package postprox.run;

import java.io.IOException;
import java.time.Duration;
import postprox.event.UpgradeEvent;
import postprox.posix.Inheritance;

/**
 * The start of a process that takes the place of another one, its predecessor, whose {@link Handover} started it with the listening socket
 * on standard input. Thread-safe.
 */
final class Succession {
    /** The first word of the line by which this process says that it serves. Its process id and its version follow. */
    static final String READY = "ready";

    /** The line by which this process says that both are to stop. */
    static final String STOP = "stop";

    /** The line by which this process says that a third one serves now: its own end is none of the service. */
    static final String HANDED_ON = "handed on";

    private final Inheritance inheritance = new Inheritance();
    private final long pid;
    private final String version;
    private volatile boolean isReady;

    private Succession(String predecessor) throws IOException {
        int slash = predecessor.indexOf('/');
        this.pid = Long.parseLong(predecessor, 0, slash, 10);
        this.version = predecessor.substring(slash + 1);
    }

    /** Finds what the predecessor has left. */
    static Succession begin() throws IOException {
        try {
            return new Succession(Background.predecessor());
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IOException("--succeeds: no process id and version", e);
        }
    }

    /** Tells the predecessor that this process serves, and who has read its output that there will be no more. */
    void reportReady(WatchedLog log) {
        log.publish(new UpgradeEvent.TookOver(pid, version));
        inheritance.takeStreams();
        isReady = true;
        inheritance.say(READY + " " + ProcessHandle.current().pid() + " " + Version.text());
    }

    /** Tells the predecessor that another process serves in place of this one. */
    void handOn() {
        inheritance.say(HANDED_ON);
    }

    /** Has the predecessor stop, as this process does: who stops the service means both. */
    void stopPredecessor() {
        if (isReady) {
            inheritance.say(STOP);
        }
    }

    /** Waits until the predecessor has stopped too. Whoever has stopped this process may kill all that is left then. */
    void awaitPredecessor(Duration patience) {
        if (isReady) {
            inheritance.awaitEnd(patience);
        }
    }
}
