package postprox.smtp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

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

    private static final Map<String, Verb> BY_NAME = byName();

    static Verb named(String word) {
        return BY_NAME.getOrDefault(word.toUpperCase(Locale.ROOT), OTHER);
    }

    /** Without streams, as in {@link Extension}: the first client would wait for these (ColdStartTest). */
    private static Map<String, Verb> byName() {
        Map<String, Verb> verbs = new HashMap<>();
        for (Verb verb : values()) {
            if (verb != WITHHELD && verb != OTHER) {
                verbs.put(verb.name(), verb);
            }
        }
        for (String command : Extension.withheldCommands()) {
            verbs.put(command, WITHHELD);
        }
        return Map.copyOf(verbs);
    }
}
