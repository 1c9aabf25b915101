package postprox.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.posix.OwnProcess;
import postprox.postfix.Tool;

/**
 * A user of this machine, as a program becomes one: spawn(8) gives it one group alone, and systemd(1) all groups of the user.
 *
 * @param name the name
 * @param user the number of the user
 * @param group the number of the group
 * @param hasOtherGroups whether a program of this user has the user's other groups too
 */
record Account(String name, int user, int group, boolean hasOtherGroups) {
    /** So long a program may run that looks at a file. */
    private static final String LOOK_SECONDS = "10";

    /**
     * Finds a user as spawn(8) becomes one.
     *
     * @param text {@code user}, or {@code user:group} as in {@code user=} of spawn(8)
     * @return empty if there is no such user, or no such group
     */
    static Optional<Account> find(String text) throws IOException {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        List<String> fields = entry("passwd", name);
        if (fields.size() < 4) {
            return Optional.empty();
        }
        List<String> group = colon < 0 ? List.of("", "", fields.get(3)) : entry("group", text.substring(colon + 1));
        return group.size() < 3
                ? Optional.empty()
                : Optional.of(
                        new Account(name, Integer.parseInt(fields.get(2)), Integer.parseInt(group.get(2)), false));
    }

    /** The same user with all groups. */
    Account withOtherGroups() {
        return new Account(name, user, group, true);
    }

    /** The fields of an entry of a database; none if it is not there (getent(1)). */
    private static List<String> entry(String database, String name) throws IOException {
        Tool.Result result = Tool.run(List.of("getent", database, "--", name));
        return result.isGood() ? List.of(result.output().strip().split(":", -1)) : List.of();
    }

    /** The number of the user of this process. */
    static int own() {
        try {
            return OwnProcess.user();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this process is root's, which may become another user. */
    static boolean isRoot() {
        return own() == 0;
    }

    /** Whether this process can run programs as this user. */
    boolean isReachable() {
        return isRoot() || user == own();
    }

    /** Runs a program as this user, in the bare environment that Postfix gives. */
    Tool.Result run(List<String> command) throws IOException {
        return run(LOOK_SECONDS, command);
    }

    /** Runs a program as this user, for a limited time. timeout(1) ends with status 124 after that. */
    Tool.Result run(String seconds, List<String> command) throws IOException {
        // In a session of its own it has no terminal: a program can type into that of its caller (TIOCSTI), who is
        // root.
        List<String> words = new ArrayList<>(List.of("setsid", "timeout", "-k", "2", seconds));
        if (user != own()) {
            words.addAll(List.of(
                    "setpriv",
                    "--reuid",
                    Integer.toString(user),
                    "--regid",
                    Integer.toString(group),
                    hasOtherGroups ? "--init-groups" : "--clear-groups"));
        }
        words.addAll(List.of("env", "-i", "-C", "/", "PATH=/usr/bin:/bin"));
        words.addAll(command);
        return Tool.run(words);
    }
}
