package postprox.smtp;

import java.io.IOException;
import java.util.Arrays;
import postprox.text.WireText;

/**
 * What has been read from one peer and not yet been understood. Commands, replies and content of a connection are all
 * taken from its one buffer, so that nothing that was read too early (pipelining, RFC 2920) can get lost between them.
 * Not thread-safe.
 */
public class InputBuffer {
    /** Enough for most commands; what is longer makes the buffer grow. */
    private static final int IDLE_BYTES = 128;

    /** What a session may hold while it waits: enough for the reply to EHLO, and for most groups of commands. */
    private static final int MOST_IDLE_BYTES = 1024;

    /** Most messages are small: what one read of content takes at first. */
    private static final int CONTENT_BYTES = 8 * 1024;

    /** What one read takes at the most, once reads have shown that there is so much. */
    private static final int LARGEST_BYTES = SmtpLimits.LARGEST_LINE_BYTES;

    private final ByteSource source;

    /** Where memory comes from beyond what an idle session may hold. */
    private final MemoryBudget memory;

    byte[] bytes = new byte[IDLE_BYTES];
    int position;
    int limit;

    /** The last read filled all the room that there was. */
    private boolean moreExpected;

    public InputBuffer(ByteSource source) {
        this(source, MemoryBudget.UNLIMITED);
    }

    /**
     * A buffer that makes do with what an idle session may hold where there is no memory: content then comes in small
     * portions, and a longer line is not taken.
     */
    public InputBuffer(ByteSource source, MemoryBudget memory) {
        this.source = source;
        this.memory = memory;
    }

    public boolean isEmpty() {
        return position == limit;
    }

    /** Whether a whole line is here already, so that reading one will not wait. */
    public boolean hasLine() {
        return indexOfLineFeed(position) >= 0;
    }

    /**
     * Reads once from the source, behind what is here.
     *
     * @return false at the end of input
     */
    boolean fill() throws IOException {
        if (!makeRoom()) {
            throw new IllegalStateException("a reader let " + bytes.length + " bytes pile up");
        }
        int count = source.read(bytes, limit, bytes.length - limit);
        if (count < 0) {
            return false;
        }
        limit += count;
        moreExpected = limit == bytes.length;
        return true;
    }

    /**
     * Reads what is there without waiting, where nothing is here.
     *
     * @param now the same source, with a read that does not wait
     * @return false at the end of input
     */
    public boolean fillNow(ByteSource now) throws IOException {
        int count = now.read(bytes, 0, bytes.length);
        position = 0;
        limit = Math.max(0, count);
        return count >= 0;
    }

    /** What is here, one byte a character, without taking it; the beginning where it is long. */
    public String unread() {
        return WireText.of(bytes, position, Math.min(limit - position, MOST_IDLE_BYTES));
    }

    int indexOfLineFeed(int from) {
        for (int i = from; i < limit; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    String take(int end) {
        String text = WireText.of(bytes, position, end - position);
        position = end;
        return text;
    }

    /** Gives back what content made this buffer grow to, once it is empty. */
    void shrink() {
        shrinkFrom(IDLE_BYTES);
    }

    /** Gives back what many commands at once made it grow to, once it is empty: the next one may come in an hour. */
    void rest() {
        shrinkFrom(MOST_IDLE_BYTES);
    }

    private void shrinkFrom(int most) {
        if (isEmpty() && bytes.length > most) {
            release();
        }
    }

    /** Drops what is here, and gives back all that it took: for a connection that is over. */
    public void release() {
        memory.release(shared(bytes.length));
        bytes = new byte[IDLE_BYTES];
        position = 0;
        limit = 0;
    }

    /** Whether another byte can be read behind what is here; grows where it must, or where it has paid. */
    boolean makeRoom() {
        if (position > 0) {
            System.arraycopy(bytes, position, bytes, 0, limit - position);
            limit -= position;
            position = 0;
        }
        if (limit == bytes.length || moreExpected) {
            moreExpected = false;
            growTo(Math.min(bytes.length * (bytes.length < MOST_IDLE_BYTES ? 4 : 2), LARGEST_BYTES));
        }
        return limit < bytes.length;
    }

    /** Makes room for a block of content. */
    void growForContent() {
        growTo(CONTENT_BYTES);
    }

    private void growTo(int size) {
        if (size > bytes.length && memory.reserve(shared(size) - shared(bytes.length))) {
            bytes = Arrays.copyOf(bytes, size);
        }
    }

    /** How much of such a buffer is taken from others. */
    private static long shared(int size) {
        return size > MOST_IDLE_BYTES ? size : 0;
    }
}
