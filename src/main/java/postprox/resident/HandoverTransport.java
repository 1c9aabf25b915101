package postprox.resident;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import postprox.net.ChannelWire;
import postprox.net.Endpoint;
import postprox.net.Link;
import postprox.net.Transport;
import postprox.net.Wire;
import postprox.time.Watchdog;

/**
 * A connection that the native client has handed over. Each wait for the SMTP client is one for that process too: when it
 * is killed, the session is over, as if the client had gone.
 */
final class HandoverTransport implements Transport {
    private static final int FOR_EVER = -1;

    /** How often a blocked write looks whether it was ended. */
    private static final int WRITE_MILLIS = 100;

    private final Handover handover;
    private final Runnable drain;
    private volatile boolean stopped;
    private volatile boolean closed;

    /**
     * A wire over a connection that was handed over and claimed. Closing it leaves the descriptors to the thread that has claimed
     * them.
     *
     * @param drain called by the reading thread when the process that handed it over is asked to end
     */
    static Wire wire(Handover handover, Runnable drain, Watchdog watchdog) {
        Optional<Link> link = handover.isSocket()
                ? handover.peer().flatMap(client -> handover.ownEnd().map(server -> new Link(client, server)))
                : Optional.empty();
        String peer = handover.isSocket()
                ? link.map(Link::client).map(Endpoint::describe).orElse("unix")
                : "stdin";
        return ChannelWire.over(new HandoverTransport(handover, drain), peer, link, watchdog);
    }

    /**
     * A transport over a handover that was claimed.
     *
     * @param drain called by the reading thread when the other process is asked to end
     */
    HandoverTransport(Handover handover, Runnable drain) {
        this.handover = handover;
        this.drain = drain;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (!stopped) {
            Handover.Ready ready = handover.await(FOR_EVER);
            if (isOver(ready)) {
                return -1;
            }
            if (ready == Handover.Ready.CLIENT) {
                int count = handover.read(into);
                if (count != 0) {
                    return count;
                }
            }
        }
        return -1;
    }

    /** On pipes as in {@link PipeTransport#readNow}; but that the other process is gone says enough. */
    @Override
    public int readNow(ByteBuffer into) throws IOException {
        while (true) {
            Handover.Ready ready = handover.isSocket() ? handover.await(0) : handover.lookAtControl();
            if (stopped || isOver(ready)) {
                return -1;
            }
            switch (ready) {
                case NOTHING -> {
                    return 0;
                }
                case CLIENT -> {
                    return handover.read(into);
                }
                case CONTROL -> {
                    // It was a message, and the client's own news may stand behind it.
                }
            }
        }
    }

    /** Whether the other process is gone; or else does what it asks for. */
    private boolean isOver(Handover.Ready ready) {
        if (ready != Handover.Ready.CONTROL || stopped) {
            return false;
        }
        boolean asked = handover.takeMessage();
        if (asked) {
            drain.run();
        }
        return !asked;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        while (!closed) {
            int count = handover.write(from);
            if (count > 0) {
                return count;
            }
            boolean _ = handover.isWritable(WRITE_MILLIS);
        }
        throw new ClosedChannelException();
    }

    @Override
    public void stopReading() {
        stopped = true;
        handover.stopReading();
    }

    /** Ends all waits and the conversation; the descriptors belong to whoever claimed them. */
    @Override
    public void close() {
        closed = true;
        stopped = true;
        handover.hangUp();
    }
}
