package postprox.simulation;

import java.util.Locale;
import java.util.Set;

/**
 * A command and its reply.
 *
 * @param phase where it was said
 */
record Answered(String line, Phase phase, SimulatedClient.Heard reply) {
    private static final int LONGEST_COMMAND = 12_288;
    private static final Set<String> TAKING_BACK = Set.of("RSET", "HELO", "EHLO", "QUIT");

    /** What a line may be. */
    enum Phase {
        COMMANDS,
        /** A step of AUTH, which means something to the next hop alone. */
        AUTH,
        /** Said between two chunks of a message. */
        CHUNKS
    }

    /** In capitals. Blanks are Postfix's. */
    static String verb(String line) {
        String text = line.replaceFirst("^[ \\t-\\r]+", "");
        return text.split("[ \\t-\\r]", 2)[0].toUpperCase(Locale.ROOT);
    }

    static boolean isTooLong(String line) {
        return line.length() > LONGEST_COMMAND - 2;
    }

    String verb() {
        return verb(line);
    }

    boolean isTooLong() {
        return isTooLong(line);
    }

    boolean isBroken() {
        return line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0;
    }

    /** Whether it is a command that the proxy can understand. */
    boolean isSound() {
        return phase != Phase.AUTH && !isTooLong() && !isBroken();
    }

    /** Whether it ends a message that is coming in. */
    boolean takesBack() {
        return phase == Phase.CHUNKS && isSound() && TAKING_BACK.contains(verb());
    }
}
