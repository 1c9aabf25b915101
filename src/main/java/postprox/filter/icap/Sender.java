package postprox.filter.icap;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.time.Duration;
import java.util.Optional;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/**
 * Sends a message's text in chunks, on a thread of its own. A service may send its answer, and all of the text in it, while it still takes
 * the request. It takes no more while nobody reads, so that two that only write would wait for each other until the deadline. One
 * thread uses this, and a sender sends nothing unless that thread has it do so.
 */
final class Sender {
    private static final int BLOCK_BYTES = 16 * 1024;
    private static final int AROUND_CHUNK = 32;
    private static final int HEXADECIMAL = 16;
    private static final String END = "\r\n";
    private static final String LAST_CHUNK = "0\r\n\r\n";

    /** The end of a preview that has all of the text (RFC 3507 section 4.5). */
    private static final String LAST_CHUNK_OF_ALL = "0; ieof\r\n\r\n";

    private final Wire wire;
    private final SpooledText text;
    private long left;
    private Optional<Thread> thread = Optional.empty();

    // The sending thread writes these, and the other one reads them, the second after the sending thread has ended.
    private volatile boolean isAtEnd;
    private volatile Optional<SpoolException> unreadable = Optional.empty();
    private volatile boolean isBroken;

    /** Makes a sender of a text, of which nothing has been read. */
    Sender(Wire wire, SpooledText text) {
        this.wire = wire;
        this.text = text;
        this.left = text.size();
    }

    /** Begins to send the head of a request and all of the text. */
    void sendAll(byte[] head) {
        start(head, left, LAST_CHUNK);
    }

    /** Begins to send the head of a request and the first bytes of the text. */
    void sendPreview(byte[] head, long bytes) {
        start(head, Math.min(bytes, left), left <= bytes ? LAST_CHUNK_OF_ALL : LAST_CHUNK);
    }

    /** Begins to send what is behind the preview, if anything is. */
    void sendRest() throws SpoolException {
        end();
        if (left > 0) {
            start(new byte[0], left, LAST_CHUNK);
        }
    }

    private void start(byte[] head, long bytes, String ending) {
        isAtEnd = false;
        left -= bytes;
        thread = Optional.of(Thread.ofVirtual().name("icap-sender").start(() -> run(head, bytes, ending)));
    }

    private void run(byte[] head, long bytes, String ending) {
        try {
            byte[] before = head;
            byte[] block = new byte[(int) Math.min(BLOCK_BYTES, bytes)];
            long open = bytes;
            do {
                if (open < block.length) {
                    block = new byte[(int) open];
                }
                int count = read(block);
                open -= count;
                write(piece(before, block, count, open == 0 ? ending : ""), open == 0);
                before = new byte[0];
            } while (open > 0);
        } catch (WireException e) {
            // The answer may be there all the same. If it is not, reading will tell.
            isBroken = true;
        } catch (SpoolException e) {
            unreadable = Optional.of(e);
            wire.close();
        }
    }

    private int read(byte[] block) throws SpoolException {
        int count = block.length == 0 ? 0 : text.read(block);
        if (count < 0) {
            throw new SpoolException("cannot read the message", new EOFException("it ends too early"));
        }
        return count;
    }

    private static byte[] piece(byte[] before, byte[] block, int count, String ending) {
        ByteArrayOutputStream piece = new ByteArrayOutputStream(before.length + count + AROUND_CHUNK);
        piece.writeBytes(before);
        if (count > 0) {
            piece.writeBytes(WireText.bytes(Integer.toString(count, HEXADECIMAL) + END));
            piece.write(block, 0, count);
            piece.writeBytes(WireText.bytes(END));
        }
        piece.writeBytes(WireText.bytes(ending));
        return piece.toByteArray();
    }

    private void write(byte[] piece, boolean isLast) throws WireException {
        isAtEnd = isLast;
        wire.write(piece, 0, piece.length);
    }

    /**
     * Whether the last piece was sent, of what was begun, or is being sent. Before that the service cannot have had all of it.
     */
    boolean isAtEnd() {
        return isAtEnd && !isBroken;
    }

    /** Waits a moment for the end of what was begun. Returns whether all of it was sent. */
    boolean hasEnded(Duration moment) {
        try {
            return (thread.isEmpty() || thread.get().join(moment)) && isAtEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Waits until the sending thread has ended, which it does at once if the wire is closed. The text may be removed then.
     *
     * @throws SpoolException if it could not read the text
     */
    void end() throws SpoolException {
        boolean isInterrupted = false;
        while (thread.isPresent() && thread.get().isAlive()) {
            try {
                thread.get().join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (unreadable.isPresent()) {
            throw unreadable.get();
        }
    }
}
