package postprox.setup;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import postprox.client.MailClient;
import postprox.smtp.Reply;

/** The ports of the new services, which are talked to while no mail goes there. */
final class NewPorts {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int ATTEMPTS = 100;

    private final Plan plan;
    private final Entries entries;

    NewPorts(Plan plan) {
        this.plan = plan;
        this.entries = Entries.in(plan.postfix());
    }

    /**
     * Has a postprox that Postfix does not start listen already: the set-up starts none.
     *
     * @throws SetupRefused if nobody listens at its port
     */
    void requireListener() throws IOException, SetupRefused {
        int port = plan.ports().proxy();
        if (plan.request().proxy().isService() && Owners.isFree(entries.host(), port)) {
            throw new SetupRefused(
                    "nobody listens on " + entries.at(port)
                            + ": systemctl enable --now postprox.socket, or say where it listens, --port N. Nothing was changed");
        }
    }

    /** Talks to them, from the last one to the first, since each asks the next. */
    void talk() throws IOException, SetupRefused, InterruptedException {
        if (plan.isBehind()) {
            Reply ehlo = ehlo(plan.ports().after(), "Postfix behind the filter");
            if (ehlo.lines().stream().noneMatch(line -> line.substring(4).startsWith("XFORWARD "))) {
                throw new SetupRefused("Postfix behind the filter does not offer XFORWARD to " + entries.loopback()
                        + ": " + ehlo.oneLine());
            }
        }
        Reply _ = ehlo(plan.ports().proxy(), "postprox");
    }

    private Reply ehlo(int port, String who) throws IOException, SetupRefused, InterruptedException {
        try (MailClient client = connect(port, who)) {
            Reply reply =
                    client.greeting().isPositive() ? client.say("EHLO postprox-setup.invalid") : client.greeting();
            if (!reply.isPositive()) {
                throw new SetupRefused(
                        who + " on port " + port + " answers: " + reply.oneLine() + ". Its reason is in the mail log");
            }
            return reply;
        } catch (EOFException e) {
            throw new SetupRefused(
                    who + " on port " + port + " closes the connection at once. Its reason is in the mail log: look for"
                            + " postfix/spawn and postprox");
        } catch (SocketTimeoutException e) {
            throw new SetupRefused(who + " on port " + port + " says nothing for " + PATIENCE.toSeconds()
                    + " s. Its reason is in the mail log");
        }
    }

    /** master(8) opens a new port a moment after the reload. */
    private MailClient connect(int port, String who) throws IOException, SetupRefused, InterruptedException {
        var address = new InetSocketAddress(InetAddress.getByName(entries.host()), port);
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return MailClient.of(address, PATIENCE);
            } catch (ConnectException e) {
                Thread.sleep(PAUSE);
            }
        }
        throw new SetupRefused(
                who + " does not listen on port " + port + " after the reload. The reason is in the mail log");
    }
}
