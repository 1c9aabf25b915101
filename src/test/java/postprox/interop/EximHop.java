package postprox.interop;

import java.util.EnumSet;
import java.util.Set;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Exim behind the proxy. */
final class EximHop implements NextHop {
    private final SinkInbox inbox = new SinkInbox();
    private final int port = Tools.freePort();
    private final EximRoot root;
    private final Server server;

    EximHop(Workspace workspace) {
        root = EximRoot.in(workspace, "exim-hop", Integer.toString(inbox.port()), """
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = %d
                acl_smtp_rcpt = check_recipient
                acl_smtp_data = accept
                begin acl
                check_recipient:
                  deny recipients = %s
                       message = we know nobody of that name
                  accept
                """.formatted(port, REFUSED));
        server = Server.start(port, new ProcessBuilder(root.command(EximRoot.EXIM, "-bdf")));
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
    public int port() {
        return port;
    }

    @Override
    public String refusal() {
        return "550 we know nobody of that name";
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
