package postprox.testkit;

import java.util.Locale;

/** The points of a conversation where a next hop has something to say. */
public enum Point {
    GREETING,
    HELO,
    EHLO,
    XFORWARD,
    XCLIENT,
    AUTH,
    MAIL,
    RCPT,
    DATA,
    /** The first line of content has come. */
    CONTENT,
    /** The final dot has come. */
    DOT,
    RSET,
    NOOP,
    QUIT,
    /** Any other command. */
    OTHER;

    static Point of(String command) {
        String verb = command.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
        for (Point point : values()) {
            if (point.name().equals(verb) && point != GREETING && point != CONTENT && point != DOT) {
                return point;
            }
        }
        return OTHER;
    }
}
