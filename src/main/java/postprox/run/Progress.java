package postprox.run;

import java.util.ArrayList;
import java.util.List;
import postprox.event.Events;
import postprox.event.ProcessEvent;

/** The phase of a service, and what it gives up when another process takes its place. Thread-safe. */
public final class Progress {
    private final List<Runnable> givenUp = new ArrayList<>();
    private boolean hasStarted;
    private boolean hasYielded;
    private boolean isStopping;

    Progress() {}

    /** The phase now. */
    public synchronized Phase phase() {
        if (isStopping) {
            return Phase.STOPPING;
        }
        if (hasYielded) {
            return Phase.YIELDING;
        }
        return hasStarted ? Phase.READY : Phase.STARTING;
    }

    /** Whether another process has the service, or none has it soon. */
    public synchronized boolean isEnding() {
        return hasYielded || isStopping;
    }

    /** Whether another process has taken the place of this one, also if this one was told to stop since. */
    public synchronized boolean hasYielded() {
        return hasYielded;
    }

    /**
     * Has something given up when another process takes the place of this one, which may need it: a port, for example. The other process
     * serves already. Runs at once if that has happened.
     */
    public void atYield(Runnable part) {
        boolean isNow;
        synchronized (this) {
            isNow = hasYielded;
            if (!isNow) {
                givenUp.add(part);
            }
        }
        if (isNow) {
            part.run();
        }
    }

    /**
     * Begins to serve, unless the service was told to stop.
     *
     * @param event tells it: a service tells first that it has started and then that it has stopped, or neither
     */
    synchronized boolean start(Events log, ProcessEvent.Started event) {
        if (isStopping) {
            return false;
        }
        log.publish(event);
        hasStarted = true;
        return true;
    }

    /** Gives way to another process, unless the service was told to stop. */
    boolean yieldNow() {
        List<Runnable> parts;
        synchronized (this) {
            if (!hasStarted || isEnding()) {
                return false;
            }
            hasYielded = true;
            parts = List.copyOf(givenUp);
        }
        parts.forEach(Runnable::run);
        return true;
    }

    /** Returns whether the service had started. */
    synchronized boolean stop() {
        isStopping = true;
        return hasStarted;
    }
}
