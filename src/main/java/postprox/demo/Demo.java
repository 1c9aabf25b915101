package postprox.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import postprox.client.MailClient;
import postprox.event.ProcessEvent;
import postprox.filter.Chain;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.FilterRules;
import postprox.filter.Guard;
import postprox.filter.Origin;
import postprox.filter.Slots;
import postprox.filter.command.CommandFilter;
import postprox.log.MailLog;
import postprox.net.AddressDialer;
import postprox.net.Endpoint;
import postprox.net.Listener;
import postprox.session.SessionConfig;
import postprox.session.SessionServices;
import postprox.session.Sessions;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * Shows the program at work: a mail server, postprox in front of it with a filter, and three messages over real SMTP. Not
 * thread-safe.
 */
public final class Demo implements AutoCloseable {
    private static final Duration FILTER_TIMEOUT = Duration.ofSeconds(30);
    private static final int LOG_SECONDS = 10;
    private static final String HELO = "demo-client.example.org";
    private static final String SENDER = "alice@example.org";
    private static final String RECIPIENT = "bob@example.com";

    private final Output out;
    private final Path script;
    private final LinkedBlockingQueue<ReceivedMail> mailbox = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final ObservedFilter filter;
    private final MailServer nextHop;
    private final Spool spool;
    private final Listener listener;
    private final int port;

    /** Takes what the demo tells. */
    @FunctionalInterface
    public interface Output {
        /**
         * Takes one or more lines.
         *
         * @throws IOException if they cannot be written
         */
        void print(String lines) throws IOException;
    }

    /**
     * Starts the mail server and postprox.
     *
     * @param out         takes what the demo tells
     * @param script      the filter's script
     * @param environment the environment that the filter inherits, as {@code NAME=value} lines
     * @param directory   the directory for messages, as with -d
     */
    public static Demo start(Output out, Path script, List<String> environment, Path directory) throws IOException {
        return new Demo(out, script, environment, directory);
    }

    private Demo(Output out, Path script, List<String> environment, Path directory) throws IOException {
        this.out = out;
        this.script = script;
        this.filter = new ObservedFilter(new CommandFilter(quoted(script)));
        this.nextHop = MailServer.start(mailbox::add);
        MailLog mailLog = new MailLog(new DemoLog(log), 1);
        Watchdog watchdog = Watchdog.start(e -> mailLog.publish(new ProcessEvent.ProcessMistake(e)));
        this.spool = Spool.in(directory);
        this.listener = Listener.bind(new Endpoint.Tcp(Endpoint.LOOPBACK, 0), watchdog);
        this.port = listener.port();
        Sessions sessions = new Sessions(new SessionServices(
                AddressDialer.to(new Endpoint.Tcp(Endpoint.LOOPBACK, nextHop.port()), watchdog),
                spool,
                new Chain(List.of(new Guard(
                        filter,
                        FilterRules.ofManual(Optional.of(FILTER_TIMEOUT), FailurePolicy.TEMPFAIL),
                        new Slots(FilterCapacity.DEFAULT)))),
                new Origin(environment),
                SessionConfig.with(SessionConfig.MESSAGE_DEADLINE, StrayCr.SPACE),
                mailLog,
                Ticker.SYSTEM,
                watchdog));
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeSpool));
        Thread.ofPlatform().daemon().start(() -> listener.acceptAll(sessions::start, Demo::complain));
    }

    /**
     * Sends the three messages, and writes what happened to each.
     *
     * @return whether all three had the expected reply and content
     */
    public boolean run() throws IOException {
        out.print("client -> postprox, port %d -> next hop, port %d%nfilter: %s%n"
                .formatted(port, nextHop.port(), script));
        boolean clean = show(
                "A clean message",
                "Subject: Lunch\n\nAt noon, as always?\n.\n",
                250,
                Optional.of("Subject: Lunch\n\nAt noon, as always?\n.\n"::equals));
        boolean refused = show(
                "A message that the filter refuses",
                "Subject: REFUSE me\n\nYou have won a prize.\n",
                550,
                Optional.empty());
        boolean rewritten = show(
                "A message that the filter rewrites",
                "Subject: REWRITE me\n\nHello.\n",
                250,
                Optional.of(text -> text.startsWith("X-Demo-Filter: ") && text.endsWith("\n\nHello.\n")));
        boolean all = clean && refused && rewritten;
        out.print(all ? "\nAll three went as they must.\n" : "\nNot everything went as it must: see above.\n");
        return all;
    }

    /** Serves until the process is stopped, so that the user can send messages by hand. Writes each line of the log. */
    public void serve() throws InterruptedException, IOException {
        out.print("""

                postprox listens on 127.0.0.1:%d, its next hop on 127.0.0.1:%d. By hand, for instance:
                  swaks --server 127.0.0.1:%d --from alice@example.org --to bob@example.com --header 'Subject: REFUSE me'
                Ctrl-C ends it. What the log says:
                """.formatted(port, nextHop.port(), port));
        while (true) {
            out.print("  " + log.take() + "\n");
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        nextHop.close();
        spool.close();
    }

    /** Runs at shutdown, since most users end the demo with Ctrl-C. */
    private void closeSpool() {
        try {
            spool.close();
        } catch (SpoolException e) {
            complain(e);
        }
    }

    private static void complain(Throwable trouble) {
        System.err.println("postprox: " + trouble.getMessage());
    }

    private boolean show(String title, String text, int expectedCode, Optional<Predicate<String>> expected)
            throws IOException {
        Reply reply = MailClient.send(port, HELO, SENDER, RECIPIENT, text);
        Optional<ReceivedMail> received = Optional.ofNullable(mailbox.poll());
        boolean right = reply.code() == expectedCode
                && received.isPresent() == expected.isPresent()
                && received.stream().allMatch(mail -> expected.orElseThrow().test(mail.text()))
                && received.stream().allMatch(mail -> reply.oneLine().contains(mail.queueId()));
        out.print("\n" + title + "\n");
        Optional<ObservedFilter.Sighting> seen = filter.takeLast();
        if (seen.isPresent()) {
            tell(seen.get());
        }
        tell("the client was told", reply.oneLine());
        tell("the next hop got", received.map(mail -> describe(mail, text)).orElse("nothing"));
        tell("the log says", nextLogLine());
        tell(right ? "as it must be" : "NOT AS IT MUST BE", right ? "yes" : "expected " + expectedCode);
        return right;
    }

    private void tell(ObservedFilter.Sighting seen) throws IOException {
        String said = seen.said().isEmpty() ? "" : ", said: " + seen.said();
        tell("the filter saw", seen.size() + " bytes of Unix text; " + seen.ending() + said);
        tell(
                "the filter took",
                String.format(Locale.ROOT, "%.1f ms", seen.time().toNanos() / 1e6));
    }

    private void tell(String label, String value) throws IOException {
        out.print("  %-20s %s%n".formatted(label, value));
    }

    private static String describe(ReceivedMail mail, String sent) {
        String how = mail.text().equals(sent)
                ? "the message byte for byte"
                : "a changed message: " + mail.text().replace("\n", " | ");
        return how + ", as " + mail.queueId() + ", from " + mail.sender() + " to "
                + String.join(", ", mail.recipients());
    }

    private String nextLogLine() {
        try {
            return String.valueOf(log.poll(LOG_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "(interrupted)";
        }
    }

    private static String quoted(Path script) {
        return "'" + script.toString().replace("'", "'\\''") + "'";
    }
}
