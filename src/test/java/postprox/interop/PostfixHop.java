package postprox.interop;

import java.util.EnumSet;
import java.util.Set;
import postprox.world.PostfixInstance;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Postfix behind the proxy, as FILTER_README has it. */
final class PostfixHop implements NextHop {
    private final SinkInbox inbox = new SinkInbox();
    private final int port = Tools.freePort();
    private final PostfixInstance postfix;

    PostfixHop(Workspace workspace) {
        postfix = PostfixInstance.in(workspace, "postfix-hop", inbox.port())
                .parameter("message_size_limit", Integer.toString(Case.LARGEST))
                .parameter(
                        "smtpd_recipient_restrictions",
                        "check_recipient_access inline:{ {" + REFUSED + " = 550 5.1.1 nobody of that name} },"
                                + " permit_mynetworks, reject")
                .service("127.0.0.1:" + port + " inet n - n - - smtpd -o smtpd_authorized_xforward_hosts=127.0.0.0/8"
                        + " -o receive_override_options=no_unknown_recipient_checks,no_header_body_checks")
                .start();
    }

    @Override
    public String name() {
        return "Postfix";
    }

    @Override
    public String version() {
        return Versions.postfix();
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
        return "nobody of that name";
    }

    @Override
    public Inbox inbox() {
        return inbox;
    }

    @Override
    public void close() {
        postfix.close();
        inbox.close();
    }
}
