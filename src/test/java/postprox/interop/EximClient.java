package postprox.interop;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Exim with the proxy as its smart host: a message comes from the command line, and its log says what became of it. */
final class EximClient implements MailClient {
    /** Delivered, to one more recipient in the same transaction, failed (Exim's specification, chapter 53). Bounces go elsewhere. */
    private static final Pattern SENT = Pattern.compile("(?m)^\\S+ \\S+ \\S+ [=-]> .* R=onward ");

    private static final Pattern FAILED = Pattern.compile("(?m)^\\S+ \\S+ \\S+ \\*\\* .* R=onward ");

    private final Shell shell;
    private final EximRoot root;

    EximClient(Workspace workspace, Shell shell) {
        this.shell = shell;
        root = EximRoot.in(workspace, "exim-client", "PORT", "log_file_path = /var/log/exim4/LOG-%slog");
    }

    @Override
    public String name() {
        return "Exim";
    }

    @Override
    public String version() {
        return root.version();
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    public Report send(Mail mail, int port) {
        List<String> words = new ArrayList<>(root.command(
                EximRoot.EXIM,
                "-DPORT=" + port,
                "-DLOG=" + mail.name(),
                "-B8BITMIME",
                "-odi",
                "-oi",
                "-f",
                mail.sender(),
                "--"));
        words.addAll(mail.recipients());
        Tools.Result result = shell.run(words, mail.content());
        if (result.status() != 0) {
            throw new AssertionError("Exim does not take the message: " + result);
        }
        String log = root.log(mail.name() + "-mainlog");
        if (SENT.matcher(log).find()) {
            return new Report(Report.Outcome.SENT, log);
        }
        return new Report(FAILED.matcher(log).find() ? Report.Outcome.REFUSED : Report.Outcome.DEFERRED, log);
    }
}
