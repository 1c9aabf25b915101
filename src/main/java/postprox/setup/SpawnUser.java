package postprox.setup;

import java.io.IOException;
import java.util.List;
import postprox.postfix.Tool;

/** The user that spawn(8) will run the proxy as. What would fail there is found out before anything is changed. */
final class SpawnUser {
    private SpawnUser() {}

    static void check(Request request) throws IOException, SetupRefused {
        String user = request.user();
        Tool.Result id = Tool.run(List.of("id", "-u", "--", user));
        if (!id.isGood()) {
            throw new SetupRefused("there is no user '" + user + "': adduser --system --group --no-create-home " + user
                    + ", or name another with --user");
        }
        if (id.output().strip().equals("0")) {
            throw new SetupRefused("Postfix runs no command as root: name another user with --user");
        }
        String program = request.proxy().words().getFirst();
        Tool.Result version = Tool.run(List.of("runuser", "-u", user, "--", program, "--version"));
        if (!version.isGood()) {
            throw new SetupRefused("the user " + user + " cannot run " + program + ": " + version.inShort()
                    + "\nIs each directory above it open to others (chmod o+x), and the program too (chmod -R go+rX)?");
        }
    }
}
