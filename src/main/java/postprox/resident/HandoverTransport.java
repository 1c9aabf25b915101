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
 * The transport over an SMTP client's connection that a native client has handed over. Each wait for the SMTP client also waits
 * for the native client. When the native client is killed, the session ends as if the SMTP client had gone. Only the session
 * thread reads and writes; {@link #stopReading} and {@link #close} are thread-safe.
 */
final class HandoverTransport implements Transport {
    private static final int FOR_EVER = -1;

    /** How often a blocked write looks whether {@link #close} was called. */
    private static final int WRITE_MILLIS = 100;

    private final HandedOverClient handover;
    private final Runnable drain;
    private volatile boolean stopped;
    private volatile boolean closed;

    /**
     * Makes a wire over a claimed handover. Closing the wire does not close the descriptors: {@link HandedOverClient#end} does.
     *
     * @param drain called on the session thread when the native client asks for the session's end
     */
    static Wire wire(HandedOverClient handover, Runnable drain, Watchdog watchdog) {
        Optional<Link> link = handover.isSocket()
                ? handover.peer().flatMap(client -> handover.ownEnd().map(server -> new Link(client, server)))
                : Optional.empty();
        String peer = handover.isSocket()
                ? link.map(Link::client).map(Endpoint::describe).orElse("unix")
                : "stdin";
        return ChannelWire.over(new HandoverTransport(handover, drain), peer, link, watchdog);
    }

    /**
     * Makes a transport over a claimed handover.
     *
     * @param drain called on the session thread when the native client asks for the session's end
     */
    HandoverTransport(HandedOverClient handover, Runnable drain) {
        this.handover = handover;
        this.drain = drain;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (!stopped) {
            HandedOverClient.Ready ready = handover.await(FOR_EVER);
            if (isOver(ready)) {
                return -1;
            }
            if (ready == HandedOverClient.Ready.CLIENT) {
                int count = handover.read(into);
                if (count != 0) {
                    return count;
                }
            }
        }
        return -1;
    }

    /**
     * Reads without waiting. On pipes this only looks whether the native client has ended: the end of standard input does not
     * tell whether the SMTP client still reads replies.
     */
    @Override
    public int readNow(ByteBuffer into) throws IOException {
        while (true) {
            HandedOverClient.Ready ready = handover.isSocket() ? handover.await(0) : handover.lookAtControl();
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
                    // The native client sent a message. The SMTP client may have sent bytes too: look again.
                }
            }
        }
    }

    /** Whether the native client has ended. If it has sent a message, drains the session. */
    private boolean isOver(HandedOverClient.Ready ready) {
        if (ready != HandedOverClient.Ready.CONTROL || stopped) {
            return false;
        }
        boolean hasMessage = handover.takeMessage();
        if (hasMessage) {
            drain.run();
        }
        return !hasMessage;
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

    /** Not possible: the descriptors are the native client's too, and a session with an SMTP client has no use for it. */
    @Override
    public void endOutput() throws IOException {
        throw new IOException("the output of a client that was handed over cannot be ended alone");
    }

    @Override
    public void stopReading() {
        stopped = true;
        handover.stopReading();
    }

    /** Ends all waits and the conversation. The session thread closes the descriptors, by {@link HandedOverClient#end}. */
    @Override
    public void close() {
        closed = true;
        stopped = true;
        handover.hangUp();
    }
}
