package postprox.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import postprox.posix.FileReason;
import postprox.smtp.Reply;
import postprox.text.WireText;

/**
 * Carries a plan out in two steps. First the new services are there and nobody uses them: they are tried. Then mail is led to them, and a
 * message is sent. If anything goes wrong, all is taken back, and in the first step no mail has met the fault.
 */
final class Applying {
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(10);

    /** How postprox says that its filter failed and the sender must try again: for people, and in JSON. */
    private static final List<String> FAILURES = List.of("refused for now", "refused_for_now");

    /** How it says that a message is refused. */
    private static final List<String> REFUSALS = List.of(" reject: ", "\"message_refused\"");

    private final Plan plan;
    private final EditedFile master;
    private final Server server;
    private final NewPorts ports;
    private final Options options;
    private final Consumer<String> out;

    /**
     * How to carry it out.
     *
     * @param state the directory that saves what was before
     * @param test  how it is tested
     */
    record Options(Path state, TestOptions test) {}

    /**
     * Prepares it.
     *
     * @param out takes each line of the report
     */
    Applying(Plan plan, EditedFile master, Options options, Consumer<String> out) {
        this.plan = plan;
        this.master = master;
        this.server = new Server(plan.postfix(), out);
        this.ports = new NewPorts(plan, server);
        this.options = options;
        this.out = out;
    }

    /** Carries it out. */
    void run() throws IOException, SetupRefused {
        boolean isRunning = server.isRunning();
        if (!isRunning && options.test().recipient().isPresent()) {
            throw new SetupRefused(
                    "Postfix does not run, so nothing can be tested: start it, or use --no-test. Nothing was changed");
        }
        ports.requireListener();
        Optional<TestMessage> test = isRunning ? test() : Optional.empty();
        server.check();
        ports.requireFree();
        SavedSetup saved = SavedSetup.of(plan, master, options.state());
        out.accept("saved     " + saved.directory());
        try {
            carryOut(isRunning, test);
        } catch (InterruptedException e) {
            takeBack(saved, false, "interrupted");
        } catch (PostfixEnded e) {
            takeBack(saved, true, String.valueOf(e.getMessage()));
        } catch (SetupRefused e) {
            takeBack(saved, false, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            takeBack(saved, false, Thread.currentThread().isInterrupted() ? "interrupted" : FileReason.of(e));
        } catch (RuntimeException | Error e) {
            // A mistake of ours, or no memory: mail must not stay half led either.
            takeBack(saved, false, String.valueOf(e));
        }
    }

    /** A message that the server would take now, before anything is changed. */
    private Optional<TestMessage> test() throws SetupRefused {
        if (options.test().recipient().isEmpty() || plan.door().isEmpty()) {
            return Optional.empty();
        }
        String instead = "or use --no-test. Nothing was changed";
        try {
            TestMessage test = TestMessage.to(
                    plan.door().get(),
                    plan.postfix(),
                    options.test().recipient().get());
            Reply reply = test.ask();
            if (!reply.isPositive()) {
                throw new SetupRefused("a test message for " + test.recipient()
                        + " would be refused already now, without postprox: " + reply.oneLine()
                        + "\nName a mailbox of this server with --test-recipient, " + instead);
            }
            return Optional.of(test);
        } catch (IOException e) {
            throw new SetupRefused("'" + plan.door().get().label()
                    + "' of master.cf does not answer, already without postprox: " + FileReason.of(e)
                    + "\nIts reason is in the mail log. Mend that, " + instead);
        }
    }

    private void carryOut(boolean isRunning, Optional<TestMessage> test)
            throws IOException, SetupRefused, InterruptedException {
        master.replace(plan.texts().before(), plan.texts().added());
        if (isRunning) {
            server.reload();
            ports.talk();
            out.accept("new ports postprox answers on " + plan.ports().proxy() + ", and what is behind it answers too");
        }
        master.replace(plan.texts().added(), plan.texts().complete());
        server.check();
        out.accept("master.cf +" + plan.services() + " services, "
                + plan.changed().size() + " changed; main.cf as it was");
        // It may have been started since it was looked at, and have read what was before.
        if (isRunning || server.isRunning()) {
            server.reload();
            out.accept("postfix   check: nothing wrong; reloaded");
        } else {
            out.accept("postfix   check: nothing wrong. It does not run: the filter is there when it starts");
        }
        if (test.isPresent()) {
            send(test.get());
        }
    }

    private void send(TestMessage test) throws IOException, SetupRefused, InterruptedException {
        LogWatch log = new LogWatch(options.test().logs());
        Reply reply = test.send();
        Optional<String> id = TestMessage.queueId(reply);
        Optional<String> line = log.find(
                text -> text.contains(test.sender()) || id.isPresent() && text.contains(id.get()), LOG_PATIENCE);
        // Behind the queue Postfix has taken the message before the filter is asked.
        boolean isDelayed = hasOneOf(FAILURES, line);
        boolean isRefused = reply.isPermanent() || hasOneOf(REFUSALS, line);
        Optional<String> said = line.map(options.test().readable()).map(WireText::printable);
        if (!reply.isPositive() || isDelayed || isRefused) {
            throw new SetupRefused("the test message was not accepted: " + reply.oneLine()
                    + said.map(text -> "\npostprox says: " + text).orElse("")
                    + (isRefused ? "\nIf the filter is right to refuse a plain message, use --no-test" : ""));
        }
        out.accept("test      " + WireText.printable(reply.oneLine()));
        out.accept(
                said.map(text -> "log       " + text)
                        .orElse(
                                "log       postprox's line about it was not found in the logs that were looked at; the mail log should have it"));
    }

    private static boolean hasOneOf(List<String> words, Optional<String> line) {
        return line.filter(text -> words.stream().anyMatch(text::contains)).isPresent();
    }

    /**
     * Takes back what was done of the plan, and says the reason.
     *
     * @param hasEnded whether Postfix has ended by this set-up, and must be started again
     */
    private void takeBack(SavedSetup saved, boolean hasEnded, String reason) throws SetupRefused {
        // One who was told to end still waits for the messages that others have in the filter.
        boolean _ = Thread.interrupted();
        try {
            new Undoing(plan.postfix(), master, out).takeBack(saved, false);
            if (hasEnded && !server.isRunning()) {
                server.start();
                out.accept("postfix   had ended, and was started again by postfix start");
            }
        } catch (SetupRefused | IOException | InterruptedException | RuntimeException e) {
            throw new SetupRefused(reason + "\nIt could not be taken back: " + e.getMessage()
                    + "\nMend that, and then: postprox setup --undo --postfix "
                    + plan.postfix().directory() + " --state " + options.state());
        }
        throw new SetupRefused(reason + "\nEverything has been put back as it was: no mail goes through postprox");
    }
}
