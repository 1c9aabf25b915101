package postprox.filter.milter;

import java.net.Inet4Address;
import java.net.InetAddress;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.text.WireText;

/**
 * The remote client, as a milter hears of it. All texts are safe: no byte of them ends a string or a line.
 *
 * @param name    its name, {@code unknown} if it is not known
 * @param family  the letter of its kind of address: {@code 4}, {@code 6}, or {@code U} if none is known
 * @param address its address; empty if none is known
 * @param port    its port, 0 if it is not known
 */
record ClientFacts(String name, char family, String address, int port) {
    private static final String UNKNOWN = "unknown";
    private static final int MOST_PORT_DIGITS = 5;
    private static final int HIGHEST_PORT = 65_535;

    /** The client of a message. Mail of this machine's own comes from localhost, as with Postfix (cleanup_milter.c). */
    static ClientFacts of(Envelope envelope) {
        if (envelope.client(Attribute.SOURCE).equals("LOCAL")) {
            return new ClientFacts("localhost", '4', "127.0.0.1", 0);
        }
        String name = safe(envelope.client(Attribute.NAME));
        String address = withoutZone(envelope.client(Attribute.ADDR));
        char family = family(address);
        return new ClientFacts(
                name.isEmpty() ? UNKNOWN : name,
                family,
                family == 'U' ? "" : address,
                family == 'U' ? 0 : port(envelope.client(Attribute.PORT)));
    }

    /** A text from outside, in which no byte ends a string or a line. */
    static String safe(String text) {
        return WireText.printable(text);
    }

    /** A zone (RFC 4007 section 11) means something on the machine alone that wrote it. */
    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static char family(String address) {
        // ofLiteral() takes 10 and 10.1 too.
        boolean isV6 = address.indexOf(':') >= 0;
        if (!isV6 && address.chars().filter(c -> c == '.').count() != 3) {
            return 'U';
        }
        try {
            // An IPv4 address in the clothes of an IPv6 address is IPv4 for Java alone.
            boolean isV4 = InetAddress.ofLiteral(address) instanceof Inet4Address && !isV6;
            return isV4 ? '4' : '6';
        } catch (IllegalArgumentException e) {
            return 'U';
        }
    }

    private static int port(String text) {
        boolean isNumber = WireText.isNumber(text, MOST_PORT_DIGITS);
        int port = isNumber ? Integer.parseInt(text) : 0;
        return port <= HIGHEST_PORT ? port : 0;
    }

    /** The command CONNECT. */
    String connect() {
        if (family == 'U') {
            return name + "\0" + family;
        }
        return name + "\0" + family + (char) (port >> Byte.SIZE) + (char) (port & 0xFF) + address + "\0";
    }

    /** The address as in SMTP (RFC 5321 section 4.1.3), without brackets. */
    String taggedAddress() {
        return switch (family) {
            case '6' -> "IPv6:" + address;
            case 'U' -> UNKNOWN;
            default -> address;
        };
    }

    /** Name and address, as in a Received field. */
    String nameAndAddress() {
        return name + " [" + taggedAddress() + "]";
    }
}
