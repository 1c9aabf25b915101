package postprox.smtp;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands that postprox distinguishes. */
public enum Verb {
    HELO,
    EHLO,
    MAIL,
    RCPT,
    DATA,
    RSET,
    NOOP,
    QUIT,
    AUTH,
    XFORWARD,
    XCLIENT,
    BDAT,
    /** A command that postprox refuses: see {@link Extension}. */
    WITHHELD,
    /** Any other command: postprox passes the command on and the reply back. */
    OTHER;

    private static final Map<String, Verb> BY_NAME = Stream.concat(
                    Stream.of(values())
                            .filter(verb -> verb != WITHHELD && verb != OTHER)
                            .map(verb -> Map.entry(verb.name(), verb)),
                    Extension.withheldCommands().map(name -> Map.entry(name, WITHHELD)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    static Verb named(String word) {
        return BY_NAME.getOrDefault(word.toUpperCase(Locale.ROOT), OTHER);
    }
}
