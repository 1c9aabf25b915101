package postprox.interop;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Python's smtplib. */
final class PythonClient implements MailClient {
    private static final Pattern PERMANENT = Pattern.compile("(?m)^5\\d\\d ");

    /** Prints each reply that refuses something; ends with 0 if the message was taken for a recipient at least. */
    private static final String PROGRAM = """
            import smtplib, sys
            port, sender, *recipients = sys.argv[1:]
            content = sys.stdin.buffer.read()
            options = [] if content.isascii() else ["BODY=8BITMIME"]
            if not "".join([sender] + recipients).isascii():
                options.append("SMTPUTF8")
            with smtplib.SMTP("127.0.0.1", int(port), "client.example.org") as server:
                try:
                    refused = server.sendmail(sender, recipients, content, options)
                except smtplib.SMTPRecipientsRefused as e:
                    refused = e.recipients
                except smtplib.SMTPResponseException as e:
                    sys.exit(f"{e.smtp_code} {e.smtp_error.decode()}")
                for code, text in refused.values():
                    print(code, text.decode(), file=sys.stderr)
                sys.exit(1 if len(refused) == len(recipients) else 0)
            """;

    private final Shell shell;
    private final String program;

    PythonClient(Workspace workspace, Shell shell) {
        this.shell = shell;
        program = workspace.file("send.py", PROGRAM).toString();
    }

    @Override
    public String name() {
        return "Python smtplib";
    }

    @Override
    public String version() {
        return Versions.found(List.of(Tools.PYTHON, "--version"), "Python (\\S+)");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.of(Ability.SMTPUTF8, Ability.SOME_RECIPIENTS);
    }

    @Override
    public Report send(Mail mail, int port) {
        List<String> words = new ArrayList<>(List.of(Tools.PYTHON, program, Integer.toString(port), mail.sender()));
        words.addAll(mail.recipients());
        Tools.Result result = shell.run(words, mail.content());
        return Report.of(result.status(), result.said(), PERMANENT);
    }
}
