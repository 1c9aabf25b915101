package postprox.filter.milter;

import java.io.IOException;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.text.WireText;

/** Reads a milter's packets: four bytes with the length of what follows, a letter, data. Not thread-safe. */
final class PacketReader {
    /**
     * The most bytes of a packet of a milter, with its letter. libmilter sends pieces of a body in 64 KB; the value of a header field
     * may be longer, and no field that a mail server takes is longer than this.
     */
    static final int MOST_BYTES = 128 * 1024;

    private static final int LENGTH_BYTES = 4;

    private final Source source;
    private final Listener listener;
    private boolean isFirst = true;

    /** A source of the bytes that follow. */
    @FunctionalInterface
    interface Source {
        /** Reads bytes; returns how many, -1 at the end of the connection. */
        int read(byte[] buffer, int offset, int length) throws IOException;
    }

    /** Hears the letter of a packet as soon as it is there. */
    @FunctionalInterface
    interface Listener {
        void hear(char letter);
    }

    PacketReader(Source source, Listener listener) {
        this.source = source;
        this.listener = listener;
    }

    /**
     * Reads the next packet.
     *
     * @throws WrongAnswer if the bytes are no packet
     * @throws IOException if the connection ends first
     */
    Packet next() throws IOException {
        byte[] head = read(LENGTH_BYTES, true);
        long length = 0;
        for (byte next : head) {
            length = length << Byte.SIZE | next & 0xFF;
        }
        // Another program is found out by its first words, and may say no more than these.
        if (length == 0 || isFirst && length > MOST_BYTES) {
            throw new WrongAnswer(wrongLength(head, length));
        }
        isFirst = false;
        char letter = (char) (read(1, false)[0] & 0xFF);
        listener.hear(letter);
        if (length > MOST_BYTES) {
            throw new WrongAnswer(wrongLength(head, length));
        }
        byte[] data = read((int) length - 1, false);
        return new Packet(letter, WireText.of(data, 0, data.length));
    }

    /** Another program's first words are no length: those of clamd would be a packet of more than a gigabyte. */
    private static String wrongLength(byte[] head, long length) {
        String words = WireText.of(head, 0, head.length);
        return WireText.ascii(words).equals(words)
                ? "its answer begins with '" + words + "', which no milter says: does another program listen there?"
                : "it sent a packet of " + length + " bytes; a packet has 1 to " + MOST_BYTES;
    }

    private byte[] read(int length, boolean isFirst) throws IOException {
        byte[] bytes = new byte[length];
        int filled = 0;
        while (filled < length) {
            int count = source.read(bytes, filled, length - filled);
            if (count < 0) {
                throw Exchange.closed(isFirst && filled == 0);
            }
            filled += count;
        }
        return bytes;
    }
}
