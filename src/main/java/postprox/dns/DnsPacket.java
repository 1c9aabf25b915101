package postprox.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Reads the bytes of a message from front to back. Everything in it is checked against its end, since anyone may have sent it. Not
 * thread-safe.
 */
final class DnsPacket {
    /** RFC 1035 section 3.1. */
    private static final int LONGEST_NAME = 255;

    private static final int LONGEST_LABEL = 63;
    private static final int POINTER = 0xC0;
    private static final int DELETE = 0x7F;
    private static final int POINTER_BITS = 0x3FFF;
    private static final long SIGN_OF_TTL = 0x8000_0000L;

    private final byte[] bytes;
    private final int end;
    private int at;

    DnsPacket(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length;
    }

    int position() {
        return at;
    }

    void skipTo(int position) throws MalformedAnswer {
        need(position - at);
        at = position;
    }

    int octet() throws MalformedAnswer {
        need(1);
        return bytes[at++] & 0xFF;
    }

    int number() throws MalformedAnswer {
        return octet() << 8 | octet();
    }

    /** A time to live. One with its first bit set counts as zero (RFC 2181 section 8). */
    long ttl() throws MalformedAnswer {
        long seconds = (long) number() << 16 | number();
        return seconds >= SIGN_OF_TTL ? 0 : seconds;
    }

    InetAddress address(int length) throws MalformedAnswer {
        need(length);
        byte[] octets = new byte[length];
        System.arraycopy(bytes, at, octets, 0, length);
        at += length;
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new MalformedAnswer("an address of " + length + " octets");
        }
    }

    /** A name, which may go on at an earlier place of the message (RFC 1035 section 4.1.4). */
    String name() throws MalformedAnswer {
        StringBuilder name = new StringBuilder();
        int next = at;
        int behind = -1;
        // Each pointer must lead further back than all before it, so that no two of them go round.
        int earliest = at;
        while (true) {
            int length = byteAt(next);
            if (length == 0) {
                at = behind < 0 ? next + 1 : behind;
                return name.toString().toLowerCase(Locale.ROOT);
            }
            if (length >= POINTER) {
                int target = (length << 8 | byteAt(next + 1)) & POINTER_BITS;
                behind = behind < 0 ? next + 2 : behind;
                if (target >= earliest) {
                    throw new MalformedAnswer("a name that leads to itself");
                }
                earliest = target;
                next = target;
            } else if (length <= LONGEST_LABEL) {
                label(name, next + 1, length);
                next += 1 + length;
            } else {
                throw new MalformedAnswer("a label of an unknown type");
            }
        }
    }

    private void label(StringBuilder name, int from, int length) throws MalformedAnswer {
        if (from + length > end || name.length() + length + 1 > LONGEST_NAME) {
            throw new MalformedAnswer("a name that does not end");
        }
        name.append(name.isEmpty() ? "" : ".");
        for (int i = from; i < from + length; i++) {
            int octet = bytes[i] & 0xFF;
            // What is no part of a host's name would be a riddle in the log, and a dot would make two labels of one.
            name.append(octet > ' ' && octet < DELETE && octet != '.' ? (char) octet : '?');
        }
    }

    private int byteAt(int position) throws MalformedAnswer {
        if (position >= end) {
            throw new MalformedAnswer("it ends too early");
        }
        return bytes[position] & 0xFF;
    }

    private void need(int count) throws MalformedAnswer {
        if (count < 0 || count > end - at) {
            throw new MalformedAnswer("it ends too early");
        }
    }
}
