package postprox.interop;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import postprox.world.Tools;

/** curl, of which many programs' libcurl is the greater part. */
final class CurlClient implements MailClient {
    private static final String CURL = Tools.require("/usr/bin/curl", "curl");
    private static final Pattern PERMANENT = Pattern.compile("(?m)^< 5\\d\\d ");

    private final Shell shell;

    CurlClient(Shell shell) {
        this.shell = shell;
    }

    @Override
    public String name() {
        return "curl";
    }

    @Override
    public String version() {
        return Versions.found(List.of(CURL, "--version"), "curl (\\S+)");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.of(Ability.SMTPUTF8, Ability.SOME_RECIPIENTS);
    }

    @Override
    public Report send(Mail mail, int port) {
        List<String> words = new ArrayList<>(List.of(
                CURL,
                "--disable",
                "--verbose",
                "--no-progress-meter",
                "--url",
                "smtp://127.0.0.1:" + port + "/client.example.org",
                "--mail-rcpt-allowfails",
                "--upload-file",
                "/dev/stdin",
                "--mail-from",
                mail.sender()));
        for (String recipient : mail.recipients()) {
            words.addAll(List.of("--mail-rcpt", recipient));
        }
        Tools.Result result = shell.run(words, mail.content());
        return Report.of(result.status(), result.said(), PERMANENT);
    }
}
