package postprox.simulation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Something that a next hop says. Its number stands in its words, by which it is known wherever it turns up. */
final class Said {
    private static final Pattern NUMBER = Pattern.compile(" #(\\d+)");

    private static final Pattern LINE = Pattern.compile("(?s)[2-5]\\d\\d([ -].{0,4090})?");

    final int number;
    final String bytes;
    final String command;
    long wholeAt = Long.MAX_VALUE;

    /**
     * Something said.
     *
     * @param command what it answers, without its line end; "." the final dot, and empty where nobody asked
     */
    Said(int number, String bytes, String command) {
        this.number = number;
        this.bytes = bytes;
        this.command = command;
    }

    /** Whether it is a reply by RFC 5321 with a code that may answer something. */
    boolean isReply() {
        String[] lines = bytes.split("\r\n", -1);
        boolean sound = lines.length > 1 && lines[lines.length - 1].isEmpty();
        for (int i = 0; i < lines.length - 1; i++) {
            Matcher line = LINE.matcher(lines[i]);
            boolean last = i == lines.length - 2;
            sound &= line.matches()
                    && lines[i].startsWith(lines[0].substring(0, 3))
                    && last != lines[i].startsWith("-", 3);
        }
        return sound;
    }

    /** Whether a reply holds nothing that a client could take for the end of a line. */
    static boolean isClean(String reply) {
        String rest = reply.replace("\r\n", "");
        return rest.indexOf('\r') < 0 && rest.indexOf('\n') < 0 && rest.indexOf('\0') < 0;
    }

    int code() {
        return Integer.parseInt(bytes.substring(0, 3));
    }

    boolean isPositive() {
        return isReply() && bytes.charAt(0) == '2';
    }

    /** The number in a reply that the client heard; 0 where the proxy spoke itself. */
    static int numberIn(String reply) {
        Matcher number = NUMBER.matcher(reply);
        return number.find() ? Integer.parseInt(number.group(1)) : 0;
    }
}
