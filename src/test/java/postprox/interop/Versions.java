package postprox.interop;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postprox.world.Tools;

/** The versions of programs, from what they say themselves. */
final class Versions {
    private Versions() {}

    static String postfix() {
        return found(List.of("/usr/sbin/postconf", "-dh", "mail_version"), "(\\S+)");
    }

    /**
     * A version in what a command says.
     *
     * @param expression its first group is the version
     */
    static String found(List<String> command, String expression) {
        String said = Tools.attempt(command).said();
        Matcher version = Pattern.compile(expression).matcher(said);
        if (!version.find()) {
            throw new AssertionError(command + " says no version: " + said);
        }
        return version.group(1);
    }
}
