package postprox.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.ProcessEvent;

/** The way in which a process gets its sessions. {@link Lifecycle} calls the methods. */
interface Mode {
    /** The name of the mode in the log; empty if the process serves only one session. */
    default Optional<ProcessEvent.Mode> service() {
        return Optional.empty();
    }

    /**
     * Makes what others can see of a service, such as its socket. {@link #close} and {@link #removeTraces} may be called
     * meanwhile: then it makes nothing more.
     *
     * @return the address or path of the socket
     * @throws IOException    if the system refuses it, or if the mode has been closed
     * @throws UsageException if the settings cannot be used with this socket
     */
    default String open() throws IOException, UsageException {
        return "";
    }

    /**
     * Checks whether other settings can be used with this mode.
     *
     * @throws UsageException if they cannot
     */
    default void check(Settings next) throws IOException, UsageException {}

    /** Serves until there is nothing left to serve, or after {@link #close}. */
    Exit serve();

    /** What this process has from its predecessor, if it takes the place of one. */
    default Optional<Succession> succession() {
        return Optional.empty();
    }

    /**
     * The descriptor of the socket that another process can take over.
     *
     * @throws IOException if there is none, or if another process must not take it over; its message has the reason
     */
    default int socket() throws IOException {
        throw new IOException("it does not listen");
    }

    /**
     * Tells whoever supervises this process that another one is the service from now on.
     *
     * @throws IOException if that cannot be told; all is as before then
     */
    default void announce(long successor) throws IOException {}

    /**
     * Takes no more sessions, since another process does, and leaves the socket and the files of the service to that one.
     */
    default void handOver() {}

    /** Makes the pid file again, if another process has replaced it and has not come up. */
    default void restoreTraces() {}

    /**
     * Takes no more sessions.
     *
     * @param time the longest time until the process ends
     */
    default void close(Duration time) {}

    /** Waits until all clients know how their sessions have ended. */
    default void awaitGoodbyes() {}

    /** Removes the pid file, if there is one and no other process has replaced it. None is written after that. */
    default void removeTraces() {}
}
