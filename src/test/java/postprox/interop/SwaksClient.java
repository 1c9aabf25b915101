package postprox.interop;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import postprox.world.Tools;

/** swaks, the mail administrator's test tool. */
final class SwaksClient implements MailClient {
    private static final String SWAKS = Tools.require("/usr/bin/swaks", "swaks");
    private static final Pattern PERMANENT = Pattern.compile("(?m)^<\\*\\* +5\\d\\d ");

    private final Shell shell;

    SwaksClient(Shell shell) {
        this.shell = shell;
    }

    @Override
    public String name() {
        return "swaks";
    }

    @Override
    public String version() {
        return Versions.found(List.of(SWAKS, "--version"), "version (\\S+)");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.of(Ability.PIPELINING, Ability.SOME_RECIPIENTS);
    }

    @Override
    public Report send(Mail mail, int port) {
        Tools.Result result = shell.run(
                List.of(
                        SWAKS,
                        "--server",
                        "127.0.0.1:" + port,
                        "--helo",
                        "client.example.org",
                        "--from",
                        mail.sender(),
                        "--to",
                        String.join(",", mail.recipients()),
                        "--pipeline",
                        "--suppress-data",
                        "--data",
                        "-"),
                withoutLastLineEnd(mail.content()));
        return Report.of(result.status(), result.said(), PERMANENT);
    }

    /** It ends the last line itself, also where that has an end. */
    private static String withoutLastLineEnd(String content) {
        return content.substring(0, content.length() - "\r\n".length());
    }
}
