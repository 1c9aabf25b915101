package postprox.smtp;

import java.util.HexFormat;

/**
 * Writes an IPv6 address in its canonical form, so that programs and people can compare addresses as text. One IPv6 address
 * has hundreds of spellings; RFC 5952 names the one to write. Text that is not an IPv6 address stays unchanged; this class
 * asks no name server.
 */
public final class AddressText {
    private static final int GROUPS = 8;

    private final String text;
    private final int[] groups = new int[GROUPS];
    private int count;

    /** The number of groups before the double colon; -1 if the address has no double colon. */
    private int gap = -1;

    private AddressText(String text) {
        this.text = text;
    }

    /**
     * Writes an address in its canonical form.
     *
     * @return an IPv6 address as RFC 5952 writes it, with its zone (RFC 4007 section 11) unchanged; any other text unchanged
     */
    public static String of(String text) {
        int zone = text.indexOf('%');
        AddressText address = new AddressText(zone < 0 ? text : text.substring(0, zone));
        return address.read() ? address.write() + (zone < 0 ? "" : text.substring(zone)) : text;
    }

    /** Whether a text is an IPv6 address without a zone, in any form of RFC 4291 section 2.2. */
    public static boolean isIpv6(String text) {
        return new AddressText(text).read();
    }

    /** Whether a text is an IPv4 address: four numbers up to 255 with dots between them, and without leading zeros. */
    public static boolean isIpv4(String text) {
        return text.indexOf(':') < 0 && text.indexOf('.') >= 0 && isIpv6("::" + text);
    }

    /** Reads the text form of RFC 4291 section 2.2; false if the text is not an IPv6 address. */
    private boolean read() {
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            if (colon < 0) {
                return readLast(at) && fillGap();
            }
            if (!readGroup(at, colon) || colon + 1 == text.length()) {
                return false;
            }
            at = colon + 1;
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = count;
                at++;
            }
        }
        return fillGap();
    }

    private boolean readGroup(int from, int to) {
        if (from == to || to - from > 4 || count == GROUPS) {
            return false;
        }
        int value = 0;
        for (int at = from; at < to; at++) {
            if (!HexFormat.isHexDigit(text.charAt(at))) {
                return false;
            }
            value = value * 16 + HexFormat.fromHexDigit(text.charAt(at));
        }
        groups[count++] = value;
        return true;
    }

    /** Reads the last group, or an IPv4 address that stands for the last two groups (RFC 4291 section 2.2). */
    private boolean readLast(int from) {
        if (text.indexOf('.', from) < 0) {
            return readGroup(from, text.length());
        }
        int quad = 0;
        int at = from;
        for (int part = 1; part <= 4; part++) {
            int end = part < 4 ? text.indexOf('.', at) : text.length();
            // A leading zero is refused, since some programs read such a number as octal (inet_aton(3)).
            boolean sound = end > at && end - at <= 3 && (end - at == 1 || text.charAt(at) != '0');
            long value = sound ? CommandWords.number(text, at, end) : -1;
            if (value < 0 || value > 255) {
                return false;
            }
            quad = quad << 8 | (int) value;
            at = end + 1;
        }
        if (count > GROUPS - 2) {
            return false;
        }
        groups[count++] = quad >>> 16;
        groups[count++] = quad & 0xFFFF;
        return true;
    }

    /** Puts zeros in the place of the double colon, which stands for at least one group. */
    private boolean fillGap() {
        if (gap < 0 || count == GROUPS) {
            return gap < 0 && count == GROUPS;
        }
        int tail = count - gap;
        System.arraycopy(groups, gap, groups, GROUPS - tail, tail);
        for (int i = gap; i < GROUPS - tail; i++) {
            groups[i] = 0;
        }
        return true;
    }

    private String write() {
        int start = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zerosFrom(i);
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        if (length == 5 && start == 0 && groups[5] == 0xFFFF) {
            return "::ffff:" + (groups[6] >> 8) + "." + (groups[6] & 0xFF) + "." + (groups[7] >> 8) + "."
                    + (groups[7] & 0xFF);
        }
        // RFC 5952 section 4.2.2: a double colon must not stand for a single group.
        return length < 2 ? write(0, GROUPS) : write(0, start) + "::" + write(start + length, GROUPS);
    }

    private int zerosFrom(int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - start;
    }

    private String write(int from, int to) {
        StringBuilder written = new StringBuilder();
        for (int i = from; i < to; i++) {
            written.append(i > from ? ":" : "").append(Integer.toHexString(groups[i]));
        }
        return written.toString();
    }
}
