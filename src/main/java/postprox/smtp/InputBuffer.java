package postprox.smtp;

import java.io.IOException;
import java.util.Arrays;

/**
 * What has been read from one peer and not yet been understood. Commands, replies and content of a connection are all
 * taken from its one buffer, so that nothing that was read too early (pipelining, RFC 2920) can get lost between them.
 * Not thread-safe.
 */
public final class InputBuffer {
    /** Enough for most commands; what is longer makes the buffer grow. */
    private static final int IDLE_BYTES = 128;

    /** What a session may hold while it waits: enough for the reply to EHLO, and for most groups of commands. */
    private static final int MOST_IDLE_BYTES = 1024;

    /** Most messages are small: what one read of content takes at first. */
    private static final int CONTENT_BYTES = 8 * 1024;

    /** What one read takes at the most, once reads have shown that there is so much. */
    private static final int LARGEST_BYTES = 64 * 1024;

    private final ByteSource source;
    byte[] bytes = new byte[IDLE_BYTES];
    int position;
    int limit;

    /** The last read filled all the room there was. */
    private boolean moreExpected;

    public InputBuffer(ByteSource source) {
        this.source = source;
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
        makeRoom();
        int count = source.read(bytes, limit, bytes.length - limit);
        if (count < 0) {
            return false;
        }
        limit += count;
        moreExpected = limit == bytes.length;
        return true;
    }

    /** Takes bytes that somebody else has read from the same source, behind what is here. */
    public void append(byte[] more, int count) {
        makeRoom();
        while (bytes.length - limit < count) {
            grow();
        }
        System.arraycopy(more, 0, bytes, limit, count);
        limit += count;
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
            bytes = new byte[IDLE_BYTES];
            position = 0;
            limit = 0;
        }
    }

    private void makeRoom() {
        if (position > 0) {
            System.arraycopy(bytes, position, bytes, 0, limit - position);
            limit -= position;
            position = 0;
        }
        if (limit == bytes.length || moreExpected && bytes.length < LARGEST_BYTES) {
            grow();
        }
    }

    /** Makes room for a block of content. */
    void growForContent() {
        if (bytes.length < CONTENT_BYTES) {
            bytes = Arrays.copyOf(bytes, CONTENT_BYTES);
        }
    }

    private void grow() {
        if (bytes.length >= LARGEST_BYTES) {
            throw new IllegalStateException("a reader let more than " + LARGEST_BYTES + " bytes pile up");
        }
        moreExpected = false;
        bytes = Arrays.copyOf(bytes, Math.min(bytes.length * 4, LARGEST_BYTES));
    }
}
