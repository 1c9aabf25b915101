package postprox.filter.service;

import java.io.IOException;
import java.util.Arrays;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.text.WireText;

/**
 * One request to a service and its answer, over one connection. A service may answer, and close, while the request is still on its way:
 * a refusal for its size, a virus found early. So a write that fails is not the end: the answer may be there. Not thread-safe.
 */
public final class Exchange implements AutoCloseable {
    /** A block that each {@link Blocks} can be read into. */
    public static final int BLOCK_BYTES = 16 * 1024;

    private static final int BUFFER_BYTES = 8 * 1024;

    private final Wire wire;
    private final Heard heard;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private boolean hasPart;
    private boolean hasEnded;

    /** Begins with a connection, over which nothing of this exchange has gone. The answer is about no message. */
    public Exchange(Wire wire) {
        this(wire, new Heard());
    }

    /**
     * Begins with a connection, over which nothing of this exchange has gone.
     *
     * @param heard learns what the server says of the message
     */
    public Exchange(Wire wire, Heard heard) {
        this.wire = wire;
        this.heard = heard;
        heard.newConnection();
    }

    /**
     * The service's answer is none of its protocol. The message says what is wrong with it, with printable words. What follows for the
     * message and for the server depends on what was {@link Heard} before.
     */
    public static final class WrongAnswer extends IOException {
        private static final long serialVersionUID = 1L;

        public WrongAnswer(String reason) {
            super(reason);
        }
    }

    /** What follows the head of a request. */
    @FunctionalInterface
    public interface Blocks {
        /**
         * Reads the next bytes.
         *
         * @param block at least {@link #BLOCK_BYTES} long
         * @return the number of bytes read, which may be 0; -1 at the end
         */
        int read(byte[] block) throws IOException;
    }

    /**
     * Looks, without waiting, whether the service has spoken or closed. Before the first byte of a request this tells whether a kept
     * connection is stale.
     */
    public boolean hasSpoken() throws WireException {
        if (start == end && !hasEnded) {
            took(wire.readNow(buffer, 0, buffer.length));
        }
        return start < end || hasEnded;
    }

    /**
     * Sends the next part of the request, unless the service has spoken or closed already.
     *
     * @return whether the request may go on. After {@code false} the answer is to be read, and the service has not got all of the request
     * @throws WireException if the connection broke, and nothing of an answer is there to be read
     */
    public boolean send(byte[] bytes, int offset, int length) throws WireException {
        if (hasSpoken()) {
            return false;
        }
        hasPart = false;
        try {
            wire.write(bytes, offset, length);
            return true;
        } catch (WireException e) {
            if (e.reason() == WireException.Cause.CLOSED && hasLeftAnAnswer()) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Sends a request, its head together with the first block behind it, unless the service speaks or closes before its end.
     *
     * @return whether all of it was sent. Otherwise the answer is to be read
     * @throws WireException if the connection broke, and nothing of an answer is there to be read
     * @throws IOException   if what follows the head cannot be read
     */
    public boolean send(byte[] head, Blocks body) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        int count = body.read(block);
        byte[] first = Arrays.copyOf(head, head.length + Math.max(0, count));
        System.arraycopy(block, 0, first, head.length, first.length - head.length);
        boolean goesOn = send(first, 0, first.length);
        while (goesOn && count >= 0) {
            count = body.read(block);
            goesOn = count <= 0 || send(block, 0, count);
        }
        return goesOn;
    }

    /**
     * Ends the request: the service finds the end of its input behind it. One that has answered and closed already needs no end.
     *
     * @throws WireException if the connection broke, and nothing of an answer is there to be read
     */
    public void endRequest() throws WireException {
        try {
            wire.endOutput();
        } catch (WireException e) {
            if (e.reason() != WireException.Cause.CLOSED || !hasLeftAnAnswer()) {
                throw e;
            }
        }
    }

    /** Whether something can be read from a connection that takes no more bytes. */
    private boolean hasLeftAnAnswer() {
        try {
            return fill();
        } catch (WireException e) {
            return false;
        }
    }

    /**
     * Reads the next bytes of the answer.
     *
     * @return the number of bytes read, -1 if the service has closed the connection
     */
    public int read(byte[] block, int offset, int length) throws WireException {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, end - start);
        System.arraycopy(buffer, start, block, offset, count);
        start += count;
        return count;
    }

    /**
     * Reads the next line of the answer.
     *
     * @param mostBytes the most bytes that a line may have, with its end
     * @return the line without its end, which is LF or CRLF
     * @throws WrongAnswer   if the line is longer
     * @throws WireException if the service closes the connection before the line's end
     */
    public String line(int mostBytes) throws WrongAnswer, WireException {
        StringBuilder line = new StringBuilder();
        while (fill()) {
            int at = start;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            boolean isComplete = at < end;
            line.append(WireText.of(buffer, start, at - start));
            start = isComplete ? at + 1 : at;
            if (line.length() + (isComplete ? 1 : 0) > mostBytes) {
                throw new WrongAnswer("it answered a line of more than " + mostBytes + " bytes");
            }
            if (isComplete) {
                return withoutCr(line);
            }
        }
        throw closed(line.isEmpty());
    }

    private static String withoutCr(StringBuilder line) {
        int length = line.length();
        return line.substring(0, length > 0 && line.charAt(length - 1) == '\r' ? length - 1 : length);
    }

    /** The failure that the service has closed the connection before its answer, or in its middle. */
    public static WireException closed(boolean isBeforeAnswer) {
        return new WireException(
                WireException.Cause.CLOSED,
                isBeforeAnswer
                        ? "it closed the connection without a reply"
                        : "it closed the connection in the middle of its reply");
    }

    /**
     * Whether the service has closed the connection as it should. If all of the request was sent, it has read all of it: the system
     * breaks a connection that is closed with bytes unread (tcp(7)).
     */
    public boolean hasEnded() {
        return hasEnded;
    }

    /** Waits until bytes are in the buffer. Returns false if the service has closed the connection. */
    private boolean fill() throws WireException {
        if (start == end && !hasEnded) {
            // Only a wire with TLS does so by itself, since one read of it may go on for ever.
            wire.giveWay();
            if (hasPart) {
                wire.acknowledge();
            }
            took(wire.read(buffer, 0, buffer.length));
        }
        return start < end;
    }

    private void took(int count) {
        start = 0;
        end = Math.max(0, count);
        hasEnded = count < 0;
        hasPart |= count > 0;
    }

    /** What the service has said so far. Whoever reads its answer notes it there. */
    public Heard heard() {
        return heard;
    }

    /** The connection, for another exchange behind this one, or to end its sending side. */
    public Wire wire() {
        return wire;
    }

    @Override
    public void close() {
        wire.close();
    }
}
