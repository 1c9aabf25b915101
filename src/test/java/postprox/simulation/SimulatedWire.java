package postprox.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.time.Deadline;

/**
 * The proxy's end of a connection whose other end is simulated. As with a socket's, a wait that is over stops the input
 * alone, a write that takes too long closes. Not thread-safe.
 */
final class SimulatedWire implements Wire {
    private final World world;
    private final Chance chance;
    private final String name;
    private final Peer peer;
    private final StringBuilder unread = new StringBuilder();
    private final List<Long> readTimes = new ArrayList<>();
    private final List<Integer> readCounts = new ArrayList<>();
    private int readCount;

    private Duration perOperation = Duration.ofMinutes(5);
    private Deadline deadline;
    private boolean ended;
    private boolean peerClosed;
    private boolean broken;
    private boolean stopped;
    private boolean interrupted;
    private boolean closed;
    private int room = Integer.MAX_VALUE;

    /** Who is at the other end. */
    interface Peer {
        /** Takes bytes. */
        void hear(String bytes);

        /** The proxy has closed the connection. */
        void hangUp();
    }

    SimulatedWire(World world, Chance chance, String name, Peer peer) {
        this.world = world;
        this.chance = chance;
        this.name = name;
        this.peer = peer;
        this.deadline = Deadline.never(world);
    }

    // What the other end does.

    void push(String bytes) {
        if (!closed && !ended) {
            unread.append(bytes);
        }
    }

    /** No more bytes will come; the other end still listens. */
    void end() {
        ended = true;
    }

    /** The other end has closed its socket. */
    void closeByPeer() {
        ended = true;
        peerClosed = true;
    }

    /** The other end is gone, and what it has said last is lost. */
    void reset() {
        broken = true;
        unread.setLength(0);
    }

    /** The other end reads no more than so many bytes from now on. */
    void deafen(int bytes) {
        room = bytes;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether the other end can no longer be heard, or has ended what it says. */
    boolean isOver() {
        return closed || ended || broken;
    }

    /** How many bytes the proxy has read. */
    int readCount() {
        return readCount;
    }

    /** When the proxy had read so many bytes; the end of time where it never has. */
    long readAt(int bytes) {
        for (int i = 0; i < readCounts.size(); i++) {
            if (readCounts.get(i) >= bytes) {
                return readTimes.get(i);
            }
        }
        return Long.MAX_VALUE;
    }

    // What the proxy does.

    @Override
    public void timeouts(Duration perOperation, Deadline deadline) {
        this.perOperation = perOperation;
        this.deadline = deadline;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws WireException {
        long expiry = expiry();
        world.breathe();
        world.await(() -> interrupted || stopped || broken || closed || ended || !unread.isEmpty(), expiry);
        if (interrupted) {
            throw new WireException(WireException.Cause.INTERRUPTED, "interrupted");
        }
        checkWhole();
        if (!unread.isEmpty()) {
            return take(buffer, offset, length);
        }
        if (ended) {
            return -1;
        }
        stopped = true;
        throw new WireException(WireException.Cause.TIMEOUT, "timed out");
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) throws WireException {
        world.breathe();
        checkWhole();
        if (interrupted) {
            return -1;
        }
        return unread.isEmpty() ? ended ? -1 : 0 : take(buffer, offset, length);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws WireException {
        long expiry = expiry();
        String bytes = new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < length) {
            world.await(() -> room > 0 || broken || closed || peerClosed, expiry);
            checkBroken();
            if (peerClosed) {
                broken = true;
                unread.setLength(0);
                if (chance.oneIn(2)) {
                    // The bytes are on their way before the answer to them, a reset, is here.
                    peer.hear(bytes.substring(at));
                    return;
                }
                throw new WireException(WireException.Cause.CLOSED, "Broken pipe");
            }
            if (room == 0) {
                close();
                throw new WireException(WireException.Cause.TIMEOUT, "timed out");
            }
            int portion = Math.min(room, chance.oneIn(4) ? chance.between(1, length - at) : length - at);
            room -= room == Integer.MAX_VALUE ? 0 : portion;
            peer.hear(bytes.substring(at, at + portion));
            at += portion;
        }
        world.breathe();
    }

    /** postprox ends its side of no conversation of SMTP in this way. */
    @Override
    public void endOutput() {
        throw new IllegalStateException(name + ": the output was ended alone");
    }

    @Override
    public void interrupt() {
        interrupted = true;
    }

    @Override
    public String peer() {
        return name;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            peer.hangUp();
        }
    }

    private void checkWhole() throws WireException {
        if (stopped) {
            throw new WireException(WireException.Cause.TIMEOUT, "timed out");
        }
        checkBroken();
    }

    private void checkBroken() throws WireException {
        if (broken || closed) {
            throw new WireException(WireException.Cause.CLOSED, "Connection reset");
        }
    }

    private int take(byte[] buffer, int offset, int length) {
        int most = Math.min(length, unread.length());
        int count = chance.oneIn(4) ? chance.between(1, most) : most;
        for (int i = 0; i < count; i++) {
            buffer[offset + i] = (byte) unread.charAt(i);
        }
        unread.delete(0, count);
        readCount += count;
        readCounts.add(readCount);
        readTimes.add(world.nanos());
        return count;
    }

    private long expiry() {
        return world.nanos() + deadline.remainingAtMost(perOperation).toNanos();
    }
}
