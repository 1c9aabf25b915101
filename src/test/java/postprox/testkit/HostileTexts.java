package postprox.testkit;

import java.util.stream.Stream;

/** Texts from outside that would be something else if a log wrote them as they are. */
public final class HostileTexts {
    private HostileTexts() {}

    /** Those that ASCII can say: line ends, what looks like the rest of a line or of an object, what a terminal obeys. */
    public static Stream<String> ofAscii() {
        return Stream.of(
                "a\nb",
                "a\r\nNov  1 00:00:00 mx postprox[1]: accept: forged",
                "x, to=forged",
                "x), from=forged",
                "x: filter passed; session=forged",
                "550 no; by=forged; session=forged",
                "; filter=9.9s",
                "\"},{\"event\":\"forged\"",
                "a\nb\r\n{\"event\":\"forged\"}\u0000\u001b[2J\u007f\\",
                "\u0000\u001b[2J\u007f");
    }
}
