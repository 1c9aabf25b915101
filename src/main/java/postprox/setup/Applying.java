package postprox.setup;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import postprox.client.MailClient;
import postprox.postfix.Postfix;
import postprox.postfix.Service;
import postprox.smtp.Reply;
import postprox.text.WireText;

/**
 * Carries a plan out in two steps. First the new services are there and nobody uses them: they are tried. Then mail is led to them, and a
 * message is sent. If anything goes wrong, all is put back, and in the first step no mail has met the fault.
 */
final class Applying {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int ATTEMPTS = 100;
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(10);

    private final Plan plan;
    private final EditedFile master;
    private final Server server;
    private final Options options;
    private final Consumer<String> out;

    /**
     * How to carry it out.
     *
     * @param state     the directory that saves what was before
     * @param recipient whose mailbox the test message goes to; empty to send none
     * @param logs      files that may have postprox's line about the test message
     */
    record Options(Path state, Optional<String> recipient, List<Path> logs) {}

    /**
     * Prepares it.
     *
     * @param out takes each line of the report
     */
    Applying(Plan plan, EditedFile master, Options options, Consumer<String> out) {
        this.plan = plan;
        this.master = master;
        this.server = new Server(plan.postfix());
        this.options = options;
        this.out = out;
    }

    /** Carries it out. */
    void run() throws IOException, SetupRefused {
        boolean isRunning = server.isRunning();
        if (!isRunning && options.recipient().isPresent()) {
            throw new SetupRefused(
                    "Postfix does not run, so nothing can be tested: start it, or use --no-test. Nothing was changed");
        }
        Optional<TestMessage> test = isRunning ? test() : Optional.empty();
        SpawnUser.check(plan.request());
        server.check();
        SavedSetup saved = SavedSetup.of(plan, master, options.state());
        out.accept("saved     " + saved.directory());
        try {
            carryOut(isRunning, test);
        } catch (SetupRefused | IOException e) {
            putBack(saved, isRunning, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            putBack(saved, isRunning, "interrupted");
        }
    }

    /** A message that the server would take now, before anything is changed. */
    private Optional<TestMessage> test() throws IOException, SetupRefused {
        if (options.recipient().isEmpty() || plan.door().isEmpty()) {
            return Optional.empty();
        }
        TestMessage test = TestMessage.to(
                plan.door().get(), plan.postfix(), options.recipient().get());
        Reply reply = test.ask();
        if (!reply.isPositive()) {
            throw new SetupRefused("a test message for " + test.recipient()
                    + " would be refused already now, without postprox: " + reply.oneLine()
                    + "\nName a mailbox of this server with --test-recipient, or use --no-test. Nothing was changed");
        }
        return Optional.of(test);
    }

    private void carryOut(boolean isRunning, Optional<TestMessage> test)
            throws IOException, SetupRefused, InterruptedException {
        write(plan.added(), List.of());
        if (isRunning) {
            server.reload();
            tryNewServices();
        }
        write(plan.complete(), plan.changed());
        server.check();
        out.accept("master.cf +" + plan.services() + " services, "
                + plan.changed().size() + " changed; main.cf as it was");
        if (isRunning) {
            server.reload();
            out.accept("postfix   check: nothing wrong; reloaded");
        } else {
            out.accept("postfix   check: nothing wrong. It does not run: the filter is there when it starts");
        }
        if (test.isPresent()) {
            send(test.get());
        }
    }

    /** Writes master.cf, and has Postfix say that only what we meant is different. */
    private void write(String text, List<Service> changed) throws IOException, SetupRefused {
        master.write(text);
        List<Service> now = Postfix.in(plan.postfix().directory()).services();
        for (Service before : plan.postfix().services()) {
            boolean isOurs =
                    changed.stream().anyMatch(service -> service.label().equals(before.label()));
            if (!isOurs && !now.contains(before)) {
                throw new SetupRefused(
                        "the edit has changed '" + before.label() + "', which it must not: please report this");
            }
        }
    }

    /** Talks to the two new ports, while no mail goes there. */
    private void tryNewServices() throws IOException, SetupRefused, InterruptedException {
        boolean hasAfter = plan.services() > 1;
        if (hasAfter) {
            Reply ehlo = ehlo(plan.ports().after(), "Postfix behind the filter");
            if (ehlo.lines().stream().noneMatch(line -> line.substring(4).startsWith("XFORWARD "))) {
                throw new SetupRefused("Postfix behind the filter does not offer XFORWARD to "
                        + Entries.in(plan.postfix()).loopback() + ": " + ehlo.oneLine());
            }
        }
        Reply _ = ehlo(plan.ports().proxy(), "postprox");
        out.accept("new ports postprox answers on " + plan.ports().proxy() + ", and what is behind it answers too");
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
        }
    }

    /** master(8) opens a new port a moment after the reload. */
    private MailClient connect(int port, String who) throws IOException, SetupRefused, InterruptedException {
        var address = new InetSocketAddress(
                InetAddress.getByName(Entries.in(plan.postfix()).host()), port);
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

    private void send(TestMessage test) throws IOException, SetupRefused, InterruptedException {
        LogWatch log = new LogWatch(options.logs());
        Reply reply = test.send();
        Optional<String> id = TestMessage.queueId(reply);
        Optional<String> line = log.find(
                text -> text.contains(test.sender()) || id.isPresent() && text.contains(id.get()), LOG_PATIENCE);
        boolean isRefusedByFilter = reply.isPermanent() && line.isPresent();
        if (!reply.isPositive() && !isRefusedByFilter) {
            throw new SetupRefused("the test message was not accepted: " + reply.oneLine()
                    + line.map(said -> "\npostprox says: " + WireText.printable(said))
                            .orElse(""));
        }
        out.accept("test      " + WireText.printable(reply.oneLine()));
        out.accept(
                line.map(said -> "log       " + WireText.printable(said))
                        .orElse(
                                "log       postprox's line about it was not found in the logs that were looked at; the mail log should have it"));
    }

    private void putBack(SavedSetup saved, boolean isRunning, String reason) throws IOException, SetupRefused {
        master.restore(saved.before());
        if (isRunning) {
            try {
                server.reload();
            } catch (InterruptedException e) {
                // The order to reload has been given.
                Thread.currentThread().interrupt();
            }
        }
        saved.setUndone();
        throw new SetupRefused(reason + "\nEverything has been put back as it was: no mail goes through postprox");
    }
}
