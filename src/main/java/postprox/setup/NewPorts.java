package postprox.setup;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import postprox.client.MailClient;
import postprox.postfix.Tool;
import postprox.smtp.Reply;

/** The ports of the new services, which are talked to while no mail goes there. */
final class NewPorts {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int ATTEMPTS = 100;

    private static final int ROOT = 0;

    private final Plan plan;
    private final Server server;
    private final Entries entries;

    NewPorts(Plan plan, Server server) {
        this.plan = plan;
        this.server = server;
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

    /**
     * Has the ports be free that Postfix is about to open: master(8) ends, and with it all mail, if it cannot have one.
     *
     * @throws SetupRefused if somebody has taken one since the plan was made
     */
    void requireFree() throws SetupRefused {
        List<Integer> opened = new ArrayList<>();
        if (!plan.request().proxy().isService()) {
            opened.add(plan.ports().proxy());
        }
        if (plan.isBehind()) {
            opened.add(plan.ports().after());
        }
        for (int port : opened) {
            if (!Owners.isFree(entries.host(), port)) {
                throw new SetupRefused("a program has just taken " + entries.at(port)
                        + ": run this again, or choose another port with --port. Nothing was changed");
            }
        }
    }

    /** Talks to them, from the last one to the first, since each asks the next. */
    void talk() throws IOException, SetupRefused, InterruptedException {
        if (plan.isBehind()) {
            Reply ehlo = ehlo(plan.ports().after(), "Postfix behind the filter", Set.of(ROOT));
            if (ehlo.lines().stream().noneMatch(line -> line.substring(4).startsWith("XFORWARD "))) {
                throw new SetupRefused("Postfix behind the filter does not offer XFORWARD to " + entries.loopback()
                        + ": " + ehlo.oneLine());
            }
        }
        Reply _ = ehlo(plan.ports().proxy(), "postprox", users());
    }

    /** Whose socket that of postprox may be: Postfix's or systemd's, which are root's, or that of a postprox that listens itself. */
    private Set<Integer> users() throws IOException {
        Set<Integer> users = new HashSet<>(Set.of(ROOT));
        if (plan.request().proxy().isService()) {
            Tool.Result number =
                    Tool.run(List.of("id", "-u", "--", plan.request().user()));
            if (number.isGood()) {
                users.add(Integer.parseInt(number.output().strip()));
            }
        }
        return users;
    }

    private Reply ehlo(int port, String who, Set<Integer> users)
            throws IOException, SetupRefused, InterruptedException {
        awaitListener(port, who, users);
        try (MailClient client = MailClient.of(new InetSocketAddress(address(), port), PATIENCE)) {
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

    /**
     * Waits until a port is open. master(8) opens a new one a moment after the reload. Any user of this machine can listen there before it
     * does, and could so have all mail.
     */
    private void awaitListener(int port, String who, Set<Integer> users)
            throws IOException, SetupRefused, InterruptedException {
        Set<Integer> found = Set.of();
        for (int i = 0; i < ATTEMPTS; i++) {
            found = Connections.usersAt(address(), port);
            if (!found.isEmpty() && users.containsAll(found)) {
                return;
            }
            if (!server.isRunning()) {
                throw new PostfixEnded("Postfix has ended at the reload, as it does if it cannot have a port"
                        + ofOthers(port, found) + ". Its reason is in the mail log");
            }
            Thread.sleep(PAUSE);
        }
        throw new SetupRefused(
                found.isEmpty()
                        ? who + " does not listen on port " + port + " after the reload. The reason is in the mail log"
                        : "it is not " + who + " that listens" + ofOthers(port, found)
                                + (plan.request().proxy().isService()
                                        ? ". If that is postprox, say its user: --user NAME"
                                        : ""));
    }

    private InetAddress address() {
        return InetAddress.ofLiteral(entries.host());
    }

    private static String ofOthers(int port, Set<Integer> users) {
        return users.isEmpty() ? "" : ": port " + port + " has a program of the user with the number " + numbers(users);
    }

    private static String numbers(Set<Integer> users) {
        return String.join(", ", users.stream().sorted().map(String::valueOf).toList());
    }
}
