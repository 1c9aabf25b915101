package postprox.interop;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import postprox.world.Tools;
import postprox.world.Workspace;

/** OpenSMTPD, which announces neither PIPELINING nor SMTPUTF8. */
final class OpenSmtpdHop implements NextHop {
    private static final String SMTPD = "/usr/sbin/smtpd";

    private final SinkInbox inbox = new SinkInbox();
    private final int port = Tools.freePort();
    private final PrivateRoot root;
    private final Server server;

    OpenSmtpdHop(Workspace workspace) {
        root = PrivateRoot.in(workspace, "opensmtpd", List.of("opensmtpd"), List.of("opensmtpd", "opensmtpq"))
                .withLibrariesOf("usr/sbin/smtpd")
                .withLibrariesOf("usr/sbin/smtpctl")
                .file("etc/mailname", "opensmtpd.example.org\n")
                .file("etc/smtpd.conf", """
                        smtp max-message-size %d
                        listen on 127.0.0.1 port %d hostname opensmtpd.example.org
                        table refused { "%s" }
                        action "relay" relay host "smtp://127.0.0.1:%d"
                        match from any for any rcpt-to <refused> reject
                        match from any for any action "relay"
                        """.formatted(Case.LARGEST, port, REFUSED, inbox.port()));
        // It makes its queue itself, and wants to be the one who did.
        workspace.directory("opensmtpd/var/spool");
        server = Server.start(port, new ProcessBuilder(root.command(SMTPD, "-d")));
    }

    @Override
    public String name() {
        return "OpenSMTPD";
    }

    @Override
    public String version() {
        return Versions.found(root.command(SMTPD, "-h"), "OpenSMTPD (\\S+)");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.of(Ability.SOME_RECIPIENTS);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String refusal() {
        return "550 Invalid recipient: <" + REFUSED + ">";
    }

    @Override
    public Inbox inbox() {
        return inbox;
    }

    @Override
    public void close() {
        server.close();
        inbox.close();
    }
}
