package postprox.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import postprox.world.Patience;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Postfix's smtp-sink(1), which makes a file of each message. */
final class SmtpSinkHop implements NextHop, Inbox {
    private static final String SMTP_SINK = Tools.require("/usr/sbin/smtp-sink", "postfix");
    private static final String DUMPS = "smtp-sink";
    private static final Pattern SENDER = Pattern.compile("(?m)^X-Mail-Args: <([^>]*)>");
    private static final Pattern RECIPIENT = Pattern.compile("(?m)^X-Rcpt-Args: <([^>]*)>");

    private final Workspace workspace;
    private final Path dumps;
    private final int port = Tools.freePort();
    private final Server server;

    SmtpSinkHop(Workspace workspace) {
        this.workspace = workspace;
        this.dumps = workspace.openDirectory(DUMPS);
        this.server = Server.start(
                port,
                new ProcessBuilder(SMTP_SINK, "-u", "nobody", "-d", dumps + "/message.", "127.0.0.1:" + port, "50"));
    }

    @Override
    public String name() {
        return "smtp-sink";
    }

    @Override
    public String version() {
        return Versions.postfix();
    }

    /** It refuses all commands of a kind or none. */
    @Override
    public Set<Ability> abilities() {
        return EnumSet.of(Ability.PIPELINING);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String refusal() {
        throw new UnsupportedOperationException("smtp-sink refuses all recipients or none");
    }

    @Override
    public Inbox inbox() {
        return this;
    }

    @Override
    public Arrived await(Mail mail) {
        Patience.await(mail.name() + " has arrived", () -> copies(mail) > 0);
        return read(files(mail).getFirst());
    }

    @Override
    public int copies(Mail mail) {
        return files(mail).size();
    }

    @Override
    public void close() {
        server.close();
    }

    private List<String> files(Mail mail) {
        List<String> found = new ArrayList<>();
        for (String name : workspace.list(dumps)) {
            // Its own lines end with LF.
            if (text(name).contains(mail.subjectEnd())) {
                found.add(name);
            }
        }
        return found;
    }

    private Arrived read(String name) {
        String text = text(name);
        String sender = SENDER.matcher(text).results().findFirst().orElseThrow().group(1);
        List<String> recipients =
                RECIPIENT.matcher(text).results().map(match -> match.group(1)).toList();
        // It puts an empty line behind the message.
        return new Arrived(sender, recipients, text.substring(0, text.length() - "\r\n".length()));
    }

    private String text(String name) {
        return workspace.read(DUMPS + "/" + name).replace("\n", "\r\n");
    }
}
