package postprox.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import postprox.filter.CommandFilter;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.log.MailLog;
import postprox.net.Dialer;
import postprox.net.Endpoint;
import postprox.net.Listener;
import postprox.net.Ticker;
import postprox.net.Watchdog;
import postprox.session.SessionSettings;
import postprox.session.Sessions;
import postprox.session.Surroundings;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;

/**
 * Mail for the build to record its AOT cache by. What the JVM learns here about the code that runs for each message, it
 * knows at its next start: it compiles that code well at once, and not after some thousand messages (JEP 515).
 */
public final class Rehearsal {
    private static final int WITHOUT_FILTER = 4000;
    private static final int WITH_FILTER = 400;

    private static final String TEXT =
            "Subject: rehearsal\n\n" + "A line of text as long as most of them are.\n".repeat(90);

    private Rehearsal() {}

    /**
     * Sends the mail and waits for all the answers.
     *
     * @param environment what the filter inherits
     * @param directory   where messages wait for the filter
     */
    public static void run(List<String> environment, Path directory) throws IOException {
        pass(WITHOUT_FILTER, Filter.NONE, directory);
        pass(WITH_FILTER, new CommandFilter("true", Duration.ofSeconds(30), environment), directory);
    }

    private static void pass(int messages, Filter filter, Path directory) throws IOException {
        MailLog log = new MailLog(new DemoLog(new LinkedBlockingQueue<>()), 0);
        Watchdog watchdog = Watchdog.start(e -> log.bug("none", e));
        try (Spool spool = Spool.in(directory);
                MailServer nextHop = MailServer.start(_ -> {});
                Listener listener = Listener.bind(new Endpoint.Tcp(Endpoint.LOOPBACK, 0), watchdog)) {
            Sessions sessions = new Sessions(new Surroundings(
                    Dialer.to(new Endpoint.Tcp(Endpoint.LOOPBACK, nextHop.port()), watchdog),
                    spool,
                    filter,
                    SessionSettings.with(SessionSettings.MESSAGE_DEADLINE, StrayCr.SPACE, FailurePolicy.TEMPFAIL),
                    log,
                    Ticker.SYSTEM,
                    watchdog));
            Thread.ofVirtual().start(() -> listener.acceptAll(sessions::start, _ -> {}));
            for (int i = 0; i < messages; i++) {
                Reply reply = MailClient.send(listener.port(), "alice@example.org", "bob@example.com", TEXT);
                if (!reply.isPositive()) {
                    throw new IOException("a message was answered with: " + reply.oneLine());
                }
            }
        }
    }
}
