package postprox.proxyprotocol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Version 2: binary (section 2.2 of the specification). */
final class VersionTwo {
    static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

    /** The signature, version and command, family and protocol, and the length of the rest. */
    static final int FIXED_BYTES = 16;

    /** The smallest segment that each host must take, for which the protocol is made (576 - 40). */
    private static final int MOST_BYTES = 536;

    private static final int VERSION = 2;

    private static final int LOCAL = 0;
    private static final int PROXY = 1;

    private static final int INET = 1;
    private static final int INET6 = 2;
    private static final int UNIX = 3;
    private static final int STREAM = 1;
    private static final int DGRAM = 2;

    /** PP2_TYPE_CRC32C and PP2_TYPE_UNIQUE_ID. */
    private static final int TYPE_CRC32C = 3;

    private static final int TYPE_UNIQUE_ID = 5;

    private static final int CRC_BYTES = 4;
    private static final int UNIQUE_ID_BYTES = 128;

    private final HeaderBytes bytes;
    private final int end;
    private String uniqueId = "";

    private VersionTwo(HeaderBytes bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** Reads the rest of a header, whose signature may have come in part. */
    static ProxyHeader read(HeaderBytes bytes) throws IOException, WrongHeaderException {
        bytes.readTo(FIXED_BYTES);
        int command = bytes.unsigned(12) & 0xF;
        if (bytes.unsigned(12) >> 4 != VERSION || command > PROXY) {
            throw new WrongHeaderException("a PROXY header has an unknown version or command");
        }
        int family = bytes.unsigned(13) >> 4;
        int protocol = bytes.unsigned(13) & 0xF;
        if (command != LOCAL && (family > UNIX || protocol > DGRAM)) {
            throw new WrongHeaderException("a PROXY header has an unknown family or protocol");
        }
        int end = FIXED_BYTES + bytes.pair(14);
        if (end > MOST_BYTES) {
            throw new WrongHeaderException("a PROXY header has " + end + " bytes, more than " + MOST_BYTES);
        }
        bytes.readTo(end);
        if (command == LOCAL) {
            // The family is ignored, and the rest skipped: a sender may fill it with anything.
            return ProxyHeader.LOCAL;
        }
        boolean isTold = protocol == STREAM && (family == INET || family == INET6);
        return isTold ? new VersionTwo(bytes, end).meaning(family == INET ? 4 : 16) : ProxyHeader.UNTOLD;
    }

    /** The meaning of a header with two addresses of a length, then two ports, then anything else. */
    private ProxyHeader meaning(int addressBytes) throws WrongHeaderException {
        int ports = FIXED_BYTES + 2 * addressBytes;
        if (ports + 4 > end) {
            throw new WrongHeaderException("a PROXY header is too short for its addresses");
        }
        InetAddress source = bytes.address(FIXED_BYTES, addressBytes);
        readFurther(ports + 4);
        return new ProxyHeader(Optional.of(new InetSocketAddress(source, bytes.pair(ports))), false, uniqueId);
    }

    /** Reads the fields of type, length and value. */
    private void readFurther(int start) throws WrongHeaderException {
        int at = start;
        while (at < end) {
            int value = at + 3;
            int next = value > end ? value : value + bytes.pair(at + 1);
            if (next > end) {
                throw new WrongHeaderException("a PROXY header has a field that does not end within it");
            }
            understand(bytes.unsigned(at), value, next - value);
            at = next;
        }
    }

    private void understand(int type, int value, int length) throws WrongHeaderException {
        if (type == TYPE_CRC32C && (length != CRC_BYTES || !isChecksum(value))) {
            throw new WrongHeaderException("a PROXY header has a wrong checksum");
        }
        if (type == TYPE_UNIQUE_ID) {
            if (length > UNIQUE_ID_BYTES) {
                throw new WrongHeaderException(
                        "a PROXY header has a unique id of more than " + UNIQUE_ID_BYTES + " bytes");
            }
            uniqueId = bytes.text(value, value + length);
        }
    }

    /** Whether the four bytes at a place are the checksum of the header in which they are zero (section 2.2.3). */
    private boolean isChecksum(int at) {
        CRC32C sum = new CRC32C();
        sum.update(bytes.copy(0, at));
        sum.update(new byte[CRC_BYTES]);
        int rest = at + CRC_BYTES;
        sum.update(bytes.copy(rest, end - rest));
        return sum.getValue() == ((long) bytes.pair(at) << 16 | bytes.pair(at + 2));
    }
}
