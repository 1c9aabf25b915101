package postprox.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import postprox.config.UsageException;

/**
 * A user as {@code user=} in master.cf names one: spawn(8) takes its group or the one that is named, and leaves out all others that the
 * user is in (set_ugid(3) of Postfix).
 *
 * @param name  the user's name
 * @param user  its number
 * @param group the group's number
 */
record SpawnUser(String name, String user, String group) {
    private static final String ROOT = "0";

    /** The user that USER or USER:GROUP stands for. */
    static SpawnUser of(String text) throws IOException, UsageException {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (name.isEmpty() || name.startsWith("-")) {
            throw new UsageException("--as: '" + text + "' is no user; write USER or USER:GROUP");
        }
        String user = number("-u", name);
        if (user.equals(ROOT)) {
            throw new UsageException("--as: spawn(8) starts nothing as root; name the user of user= in master.cf");
        }
        return new SpawnUser(name, user, colon < 0 ? number("-g", name) : group(text.substring(colon + 1)));
    }

    private static String number(String option, String name) throws IOException, UsageException {
        Optional<String> number = Tool.output("/usr/bin/id", option, "--", name);
        return number.map(String::strip)
                .orElseThrow(() -> new UsageException("--as: there is no user '" + name
                        + "'; adduser --system --group --no-create-home " + name + ", or name another"));
    }

    private static String group(String name) throws IOException, UsageException {
        return Tool.output("/usr/bin/getent", "group", "--", name)
                .map(entry -> entry.split(":", -1))
                .filter(fields -> fields.length > 2)
                .map(fields -> fields[2])
                .orElseThrow(() -> new UsageException("--as: there is no group '" + name + "'; name another"));
    }

    /** The options of setpriv(1) that make a process this user's. */
    List<String> options() {
        return List.of("--reuid=" + user, "--regid=" + group, "--groups=" + group, "--inh-caps=-all");
    }
}
