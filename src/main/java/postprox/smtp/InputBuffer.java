package postprox.smtp;

import java.io.IOException;
import java.util.Arrays;
import postprox.text.WireText;

/**
 * The bytes that were read from one peer and that no reader has taken yet. Commands, replies and content of a connection come
 * from one buffer, so that no byte that was read early (pipelining, RFC 2920) is lost between two readers. Not thread-safe.
 */
public class InputBuffer {
    /** The size at first, in bytes. It suffices for most commands; the buffer grows for a longer one. */
    private static final int IDLE_BYTES = 128;

    /**
     * The maximum that a buffer keeps while its session waits, in bytes. It suffices for a reply to EHLO and for most groups of
     * commands. A larger buffer takes its memory from the budget.
     */
    private static final int MAX_IDLE_BYTES = 1024;

    /** The maximum of the first read of content, in bytes: most messages are small. */
    private static final int CONTENT_BYTES = 8 * 1024;

    /** The maximum of any read, in bytes. The buffer grows up to it while each read fills the buffer. */
    private static final int LARGEST_BYTES = SmtpLimits.LARGEST_LINE_BYTES;

    private final ByteSource source;

    /** Pays for a buffer of more than {@link #MAX_IDLE_BYTES}. */
    private final MemoryBudget memory;

    byte[] bytes = new byte[IDLE_BYTES];
    int position;
    int limit;

    /** The last read filled the buffer, so that the next one may need more room. */
    private boolean moreExpected;

    public InputBuffer(ByteSource source) {
        this(source, MemoryBudget.UNLIMITED);
    }

    /**
     * Makes a buffer that shares memory with other sessions. If the budget refuses memory, the buffer stays at its size:
     * content then comes in small blocks, and a line that is longer than the buffer is refused.
     */
    public InputBuffer(ByteSource source, MemoryBudget memory) {
        this.source = source;
        this.memory = memory;
    }

    public boolean isEmpty() {
        return position == limit;
    }

    /** Whether the buffer has a whole line, so that reading it will not wait. */
    public boolean hasLine() {
        return indexOfLineFeed(position) >= 0;
    }

    /**
     * Reads once from the source, and puts the bytes after those in the buffer.
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
     * Reads the bytes that have arrived, without waiting. The buffer must be empty.
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

    /** The buffer's bytes, one byte a character, without taking them; at most the first {@link #MAX_IDLE_BYTES}. */
    public String unread() {
        return WireText.of(bytes, position, Math.min(limit - position, MAX_IDLE_BYTES));
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

    /** Gives back the memory that content needed, if the buffer is empty. */
    void shrink() {
        shrinkFrom(IDLE_BYTES);
    }

    /** Gives back the memory that a group of commands needed, if the buffer is empty: the next command may come in an hour. */
    void rest() {
        shrinkFrom(MAX_IDLE_BYTES);
    }

    private void shrinkFrom(int max) {
        if (isEmpty() && bytes.length > max) {
            release();
        }
    }

    /** Drops the buffer's bytes and gives back its memory. The caller calls this method when the connection has ended. */
    public void release() {
        memory.release(shared(bytes.length));
        bytes = new byte[IDLE_BYTES];
        position = 0;
        limit = 0;
    }

    /** Grows the buffer if it is full, or if the last read filled it. False if there is no room for another byte. */
    boolean makeRoom() {
        if (position > 0) {
            System.arraycopy(bytes, position, bytes, 0, limit - position);
            limit -= position;
            position = 0;
        }
        if (limit == bytes.length || moreExpected) {
            moreExpected = false;
            growTo(Math.min(bytes.length * (bytes.length < MAX_IDLE_BYTES ? 4 : 2), LARGEST_BYTES));
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

    /** The bytes that a buffer of this size takes from the budget. */
    private static long shared(int size) {
        return size > MAX_IDLE_BYTES ? size : 0;
    }
}
