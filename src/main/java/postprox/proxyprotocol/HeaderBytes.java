package postprox.proxyprotocol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import postprox.smtp.ByteSource;

/** The bytes of a header that have come. It takes from its source only those that belong to the header for certain. */
final class HeaderBytes {
    private final ByteSource in;

    /** Grows when the header's length is known. Until then it has room for what both versions have at least. */
    private byte[] bytes = new byte[VersionTwo.FIXED_BYTES];

    private int count;

    HeaderBytes(ByteSource in) {
        this.in = in;
    }

    int count() {
        return count;
    }

    /**
     * Reads what has come, up to a number of bytes in all.
     *
     * @return false if the source ended before the first byte
     */
    boolean readSome(int end) throws IOException, WrongHeaderException {
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, end);
        }
        int got = in.read(bytes, count, end - count);
        if (got < 0 && count > 0) {
            throw new WrongHeaderException("the connection was closed after " + count + " bytes of a PROXY header");
        }
        count += Math.max(0, got);
        return got >= 0;
    }

    /** Reads until there is a number of bytes in all. */
    void readTo(int end) throws IOException, WrongHeaderException {
        while (count < end) {
            boolean _ = readSome(end);
        }
    }

    /** Whether the bytes that have come are the beginning of a signature, or begin with it. */
    boolean mayBegin(byte[] signature) {
        int known = Math.min(count, signature.length);
        return Arrays.equals(bytes, 0, known, signature, 0, known);
    }

    int unsigned(int at) {
        return Byte.toUnsignedInt(bytes[at]);
    }

    /** A number of two bytes in network order. */
    int pair(int at) {
        return unsigned(at) << Byte.SIZE | unsigned(at + 1);
    }

    /** A copy of some bytes. */
    byte[] copy(int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** Some bytes as text, one byte a character. */
    String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** An address of 4 or 16 bytes. One of IPv4 that is written as one of IPv6 (RFC 4291 section 2.5.5.2) is one of IPv4. */
    InetAddress address(int from, int length) {
        try {
            return InetAddress.getByAddress(copy(from, length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + length + " bytes", e);
        }
    }
}
