package postprox.filter.clamd;

import java.io.IOException;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/**
 * The command INSTREAM: the message in chunks, each behind its length in four bytes, and a length of 0 at the end (clamd(8)). clamd may
 * answer and close in the middle, so that a write which fails is not the end: the reply may be there.
 */
final class Instream {
    /**
     * The size of a chunk. clamd refuses a stream by the length of the next chunk, so that one chunk for the whole message would be
     * refused before a byte of it was read.
     */
    static final int CHUNK_BYTES = 64 * 1024;

    private static final byte[] COMMAND = WireText.bytes("zINSTREAM\0");
    private static final int LENGTH_BYTES = 4;

    private final Wire wire;
    private final ReplyLine line = new ReplyLine();
    private boolean isSent;

    private Instream(Wire wire) {
        this.wire = wire;
    }

    /**
     * Has clamd scan a text.
     *
     * @throws IOException if the text cannot be read (a SpoolException), or if the connection broke without a reply
     */
    static ClamdReply scan(Wire wire, SpooledText text) throws IOException {
        Instream stream = new Instream(wire);
        if (stream.line.take(wire::readNow)) {
            return new ClamdReply.Failed("it spoke before it was asked");
        }
        boolean isWhole = stream.send(text);
        if (isWhole) {
            stream.awaitReply();
        }
        ClamdReply reply = stream.line.reply();
        // A finding or a refusal may come early (clamd/server-th.c). A message is clean only if clamd had all of it.
        return reply instanceof ClamdReply.Clean && !isWhole
                ? new ClamdReply.Failed("it said OK before it had all of the message")
                : reply;
    }

    /** Sends the text. Returns whether all of it was sent; otherwise the reply is there, or the connection has ended. */
    private boolean send(SpooledText text) throws IOException {
        int chunk = (int) Math.min(CHUNK_BYTES, text.size());
        byte[] block = new byte[chunk];
        byte[] packet = new byte[COMMAND.length + LENGTH_BYTES + chunk + LENGTH_BYTES];
        System.arraycopy(COMMAND, 0, packet, 0, COMMAND.length);
        int filled = COMMAND.length;
        long left = text.size();
        while (left > 0) {
            int count = text.read(block);
            left -= count;
            filled = putLength(packet, filled, count);
            System.arraycopy(block, 0, packet, filled, count);
            filled += count;
            if (left > 0) {
                if (!write(packet, filled, false)) {
                    return false;
                }
                filled = 0;
            }
        }
        boolean _ = write(packet, putLength(packet, filled, 0), true);
        return isSent;
    }

    private static int putLength(byte[] packet, int at, int length) {
        for (int i = 0; i < LENGTH_BYTES; i++) {
            packet[at + i] = (byte) (length >>> Byte.SIZE * (LENGTH_BYTES - 1 - i));
        }
        return at + LENGTH_BYTES;
    }

    /** Writes a packet. Returns false if the reply is there already, or if the connection has ended. */
    private boolean write(byte[] packet, int length, boolean isLast) throws IOException {
        try {
            wire.write(packet, 0, length);
        } catch (WireException e) {
            if (e.reason() != WireException.Cause.CLOSED || !hasReply()) {
                throw e;
            }
            return false;
        }
        isSent = isLast;
        while (!line.hasEnded() && line.take(wire::readNow)) {
            // More of a reply that came early may be there.
        }
        return !line.hasEnded();
    }

    /** Whether a reply was left behind on a connection that takes no more bytes. */
    private boolean hasReply() {
        try {
            awaitReply();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void awaitReply() throws IOException {
        while (!line.hasEnded()) {
            boolean _ = line.take(wire::read);
        }
    }
}
