package postprox.interop;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import postprox.world.Tools;

/** msmtp, which sends to all recipients or to none. */
final class MsmtpClient implements MailClient {
    private static final String MSMTP = Tools.require("/usr/bin/msmtp", "msmtp");
    private static final Pattern PERMANENT = Pattern.compile("server message: 5\\d\\d");

    private final Shell shell;

    MsmtpClient(Shell shell) {
        this.shell = shell;
    }

    @Override
    public String name() {
        return "msmtp";
    }

    @Override
    public String version() {
        return Versions.found(List.of(MSMTP, "--version"), "version (\\S+)");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.of(Ability.SMTPUTF8, Ability.PIPELINING);
    }

    @Override
    public Report send(Mail mail, int port) {
        List<String> words = new ArrayList<>(List.of(
                MSMTP,
                "--file=/dev/null",
                "--host=127.0.0.1",
                "--port=" + port,
                "--tls=off",
                "--auth=off",
                "--domain=client.example.org",
                "--from=" + mail.sender(),
                "--"));
        words.addAll(mail.recipients());
        Tools.Result result = shell.run(words, mail.content());
        return Report.of(result.status(), result.said(), PERMANENT);
    }
}
