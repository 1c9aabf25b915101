package postprox.nexthop;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.time.Deadline;

/** postprox's end of a connection to an {@link InstantNextHop}. Not thread-safe. */
final class InstantWire implements Wire {
    private static final Duration FOR_EVER = Duration.ofDays(100);

    private final InstantNextHop hop;

    // The next hop's side.
    private final Deque<Words> coming = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private Duration perWrite = Duration.ZERO;
    private boolean takesContent;
    private boolean ended;
    private boolean broken;

    // postprox's side.
    private Duration perOperation = FOR_EVER;
    private Deadline deadline;
    private boolean closed;

    /** Words on their way, which arrive at a time. */
    private record Words(String text, long at) {}

    InstantWire(InstantNextHop hop) {
        this.hop = hop;
        this.deadline = Deadline.never(hop);
    }

    // The acts of the next hop.

    void says(String reply) {
        saysAfter(Duration.ZERO, reply);
    }

    /** Says a line when this time has passed. */
    void saysAfter(Duration time, String reply) {
        sendsAfter(time, reply + "\r\n");
    }

    /** Sends some bytes when this time has passed. */
    void sendsAfter(Duration time, String bytes) {
        coming.add(new Words(bytes, hop.nanos() + time.toNanos()));
        takesContent = bytes.startsWith("354");
    }

    void isSilent() {
        // It has not said anything.
    }

    /** Says no more and closes the connection. */
    void hangsUp() {
        ended = true;
    }

    /** Takes no more bytes: the next write fails. */
    void breaks() {
        broken = true;
    }

    /** Takes this time for each write. */
    void needs(Duration time) {
        perWrite = time;
    }

    void readsNoMore() {
        needs(FOR_EVER);
    }

    /** The commands that it has heard. Content is not among them. */
    List<String> heard() {
        return heard;
    }

    boolean isClosed() {
        return closed;
    }

    private void hear(String said) {
        if (!takesContent) {
            heard.add(said);
            hop.act(said.split(" ", 2)[0].toUpperCase(Locale.ROOT), this);
        } else if (said.equals(InstantNextHop.DOT)) {
            takesContent = false;
            hop.act(InstantNextHop.DOT, this);
        }
    }

    // The acts of postprox.

    @Override
    public void timeouts(Duration perOperation, Deadline deadline) {
        this.perOperation = perOperation;
        this.deadline = deadline;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws WireException {
        if (!coming.isEmpty()) {
            await(Duration.ofNanos(Math.max(0, coming.getFirst().at - hop.nanos())));
        } else if (!ended) {
            await(FOR_EVER);
        }
        return readNow(buffer, offset, length);
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) {
        if (coming.isEmpty()) {
            return ended ? -1 : 0;
        }
        if (coming.getFirst().at > hop.nanos()) {
            return 0;
        }
        Words words = coming.remove();
        byte[] bytes = words.text.getBytes(StandardCharsets.ISO_8859_1);
        int count = Math.min(length, bytes.length);
        System.arraycopy(bytes, 0, buffer, offset, count);
        if (count < bytes.length) {
            coming.addFirst(new Words(words.text.substring(count), words.at));
        }
        return count;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws WireException {
        if (broken) {
            throw new WireException(WireException.Cause.CLOSED, "Broken pipe");
        }
        await(perWrite);
        line.append(new String(buffer, offset, length, StandardCharsets.ISO_8859_1));
        for (int end = line.indexOf("\r\n"); end >= 0; end = line.indexOf("\r\n")) {
            String whole = line.substring(0, end);
            line.delete(0, end + 2);
            hear(whole);
        }
    }

    private void await(Duration time) throws WireException {
        Duration atMost = deadline.remainingAtMost(perOperation);
        if (time.compareTo(atMost) > 0) {
            hop.pass(atMost);
            throw new WireException(WireException.Cause.TIMEOUT, "timed out");
        }
        hop.pass(time);
    }

    @Override
    public void endOutput() {}

    @Override
    public void interrupt() {}

    @Override
    public String peer() {
        return "next hop";
    }

    @Override
    public void close() {
        closed = true;
    }
}
