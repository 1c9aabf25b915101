package postprox.testkit;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import postprox.text.WireText;

/** Headers of the PROXY protocol as a balancer writes them, one byte a character: what stands in the specification, in other words. */
public final class BalancerHeader {
    /** The command of a connection that the balancer makes for itself, and of one that it passes on. */
    public static final int LOCAL = 0x20;

    public static final int PROXY = 0x21;

    /** Families with their protocols. */
    public static final int UNSPEC = 0x00;

    public static final int TCP4 = 0x11;
    public static final int UDP4 = 0x12;
    public static final int TCP6 = 0x21;
    public static final int UNIX = 0x31;

    /** 203.0.113.7 from port 40000, to 192.0.2.25, port 25. */
    public static final String ADDRESSES = WireText.of(HexFormat.of().parseHex("cb007107c00002199c400019"), 0, 12);

    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

    private BalancerHeader() {}

    /** Version 1 for a client of IPv4 or IPv6. */
    public static String v1(String client, int port) {
        boolean isV6 = client.indexOf(':') >= 0;
        return "PROXY " + (isV6 ? "TCP6 " : "TCP4 ") + client + (isV6 ? " 2001:db8::25 " : " 192.0.2.25 ") + port
                + " 25\r\n";
    }

    /** Version 2 with anything behind its length, which is that of the rest. */
    public static String v2(int command, int family, String rest) {
        return v2(command, family, rest.length(), rest);
    }

    /** Version 2 that announces a length. */
    public static String v2(int command, int family, int length, String rest) {
        return SIGNATURE + (char) command + (char) family + pair(length) + rest;
    }

    /** A field of type, length and value. */
    public static String field(int type, String value) {
        return (char) type + pair(value.length()) + value;
    }

    /** The same header with its checksum as one more field. */
    public static String withChecksum(String header) {
        int length = header.charAt(14) << 8 | header.charAt(15);
        String longer = header.substring(0, 14) + pair(length + 7) + header.substring(16);
        CRC32C sum = new CRC32C();
        sum.update((longer + field(3, "\0\0\0\0")).getBytes(StandardCharsets.ISO_8859_1));
        int value = (int) sum.getValue();
        return longer + field(3, pair(value >>> 16) + pair(value & 0xFFFF));
    }

    private static String pair(int number) {
        return "" + (char) (number >> 8 & 0xFF) + (char) (number & 0xFF);
    }
}
