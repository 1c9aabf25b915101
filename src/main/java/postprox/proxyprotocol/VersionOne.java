package postprox.proxyprotocol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.smtp.AddressText;

/** Version 1: a line of text (section 2.1 of the specification). */
final class VersionOne {
    static final byte[] SIGNATURE = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    /** The length of the shortest line, {@code PROXY UNKNOWN} with its CRLF. */
    static final int LEAST_BYTES = 15;

    private static final int MOST_BYTES = 107;

    private static final String UNKNOWN = "PROXY UNKNOWN";
    private static final String TCP4 = "PROXY TCP4 ";
    private static final String TCP6 = "PROXY TCP6 ";

    /** The fields of a line that tells an address: PROXY, the family, two addresses, two ports. */
    private static final int FIELDS = 6;

    private static final int CRLF_BYTES = 2;
    private static final int LARGEST_PORT = 65_535;

    private final HeaderBytes bytes;
    private final boolean isUnknown;
    private int seen;
    private int spaces;

    private VersionOne(HeaderBytes bytes) throws WrongHeaderException {
        this.bytes = bytes;
        String start = bytes.text(0, LEAST_BYTES);
        isUnknown = start.startsWith(UNKNOWN);
        if (!isUnknown && !start.startsWith(TCP4) && !start.startsWith(TCP6)) {
            throw new WrongHeaderException("a PROXY header of version 1 is neither TCP4 nor TCP6 nor UNKNOWN");
        }
    }

    /** Reads the rest of a line, of which the shortest length has come. */
    static ProxyHeader read(HeaderBytes bytes) throws IOException, WrongHeaderException {
        VersionOne line = new VersionOne(bytes);
        while (!line.isWhole()) {
            int end = bytes.count() + line.missing();
            if (end > MOST_BYTES) {
                throw new WrongHeaderException(
                        "a PROXY header of version 1 does not end within " + MOST_BYTES + " bytes");
            }
            boolean _ = bytes.readSome(end);
        }
        return line.meaning();
    }

    /** Whether the line has its end. Looks at the bytes that have come since the last call. */
    private boolean isWhole() throws WrongHeaderException {
        for (; seen < bytes.count(); seen++) {
            int before = bytes.unsigned(Math.max(0, seen - 1));
            int now = bytes.unsigned(seen);
            if ((before == '\r') != (now == '\n') || before == '\n') {
                throw new WrongHeaderException("a PROXY header of version 1 has a CR or an LF of its own");
            }
            spaces += now == ' ' ? 1 : 0;
        }
        return bytes.unsigned(seen - 1) == '\n';
    }

    /** So many bytes are missing at least: fields that have not begun have a byte each and one in front. */
    private int missing() {
        if (bytes.unsigned(bytes.count() - 1) == '\r') {
            return 1;
        }
        int fields = isUnknown ? 0 : Math.max(0, FIELDS - 1 - spaces);
        return 2 * fields + CRLF_BYTES;
    }

    private ProxyHeader meaning() throws WrongHeaderException {
        String line = bytes.text(0, bytes.count() - CRLF_BYTES);
        if (isUnknown) {
            if (line.length() > UNKNOWN.length() && line.charAt(UNKNOWN.length()) != ' ') {
                throw new WrongHeaderException("a PROXY header of version 1 has an unknown family");
            }
            return ProxyHeader.UNTOLD;
        }
        List<String> fields = fields(line);
        boolean isV4 = line.startsWith(TCP4);
        if (fields.size() != FIELDS) {
            throw new WrongHeaderException("a PROXY header of version 1 has other than " + FIELDS + " fields");
        }
        InetAddress source = address(fields.get(2), isV4);
        InetAddress _ = address(fields.get(3), isV4);
        int port = port(fields.get(4));
        int _ = port(fields.get(5));
        return new ProxyHeader(Optional.of(new InetSocketAddress(source, port)), false, "");
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= line.length(); at++) {
            if (at == line.length() || line.charAt(at) == ' ') {
                fields.add(line.substring(start, at));
                start = at + 1;
            }
        }
        return fields;
    }

    /** HAProxy writes an address of IPv4 that came to a socket of both families as TCP6, in the form ::ffff:192.0.2.1. */
    private static InetAddress address(String text, boolean isV4) throws WrongHeaderException {
        if (isV4 ? AddressText.isIpv4(text) : AddressText.isIpv6(text)) {
            return InetAddress.ofLiteral(text);
        }
        throw new WrongHeaderException("a PROXY header of version 1 has a wrong address");
    }

    private static int port(String text) throws WrongHeaderException {
        boolean isNumber = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean hasLeadingZero = text.length() > 1 && text.charAt(0) == '0';
        int port = isNumber && !hasLeadingZero ? Integer.parseInt(text) : LARGEST_PORT + 1;
        if (port > LARGEST_PORT) {
            throw new WrongHeaderException("a PROXY header of version 1 has a wrong port");
        }
        return port;
    }
}
