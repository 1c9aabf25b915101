package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import postprox.config.LogTarget;
import postprox.event.CleaningEvent;
import postprox.event.Event;
import postprox.event.QuarantineEvent.MessageDeleted;
import postprox.event.QuarantineEvent.MessageReleased;
import postprox.event.QuarantineEvent.ReleaseFailed;
import postprox.event.QuarantineEvent.Subject;
import postprox.log.EventLog;
import postprox.posix.OwnProcess;
import postprox.quarantine.Facts;
import postprox.quarantine.KeptMessage;
import postprox.quarantine.Tidied;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * The log of whoever looks after the quarantine, which is that of the proxy: it says afterwards what became of a message, and by whom.
 * For one thread.
 */
public final class QuarantineLog implements AutoCloseable {
    /** How long a process waits in all for lines that do not get into the log. Its user may have named a thousand messages. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LogTarget target;
    private final EventLog log;
    private final Optional<String> login;
    private final Ticker ticker;
    private Duration patience = PATIENCE;
    private int missing;

    QuarantineLog(LogTarget target, EventLog log, Optional<String> login, Ticker ticker) {
        this.target = target;
        this.log = log;
        this.login = login;
        this.ticker = ticker;
    }

    /**
     * Opens the log.
     *
     * @throws IOException if one of its files cannot be written. Then nothing should be done of which it could not tell
     */
    public static QuarantineLog open(LogTarget target) throws IOException {
        return new QuarantineLog(target, target.open(0), OwnProcess.loginUser(), Ticker.SYSTEM);
    }

    /** Logs that the next hop has taken a message. */
    public void released(KeptMessage message, Optional<Facts> facts, String nextHop, Reply reply, String remains) {
        write(new MessageReleased(subject(message, facts), nextHop, reply, remains));
    }

    /** Logs that a message was to be released, and is in the quarantine still. */
    public void notReleased(KeptMessage message, Optional<Facts> facts, String nextHop, String reason) {
        write(new ReleaseFailed(subject(message, facts), nextHop, reason));
    }

    /** Logs that a message was deleted. */
    public void deleted(KeptMessage message, Optional<Facts> facts) {
        write(new MessageDeleted(subject(message, facts)));
    }

    /** Logs what a tidying-up has removed or found. */
    public void tidied(Path directory, Tidied tidied) {
        event(directory, tidied).ifPresent(this::write);
    }

    /** The event of a tidying-up; empty if there was nothing to do. */
    static Optional<Event> event(Path directory, Tidied tidied) {
        return tidied.expired() + tidied.unfinished() + tidied.incomplete() > 0
                ? Optional.of(new CleaningEvent.QuarantineTidied(
                        directory.toString(),
                        tidied.before(),
                        tidied.expired(),
                        tidied.unfinished(),
                        tidied.incomplete()))
                : Optional.empty();
    }

    private Subject subject(KeptMessage message, Optional<Facts> facts) {
        return new Subject(
                message.id(),
                facts.map(known -> known.occasion().envelope()),
                facts.map(Facts::size).orElse(0L),
                login);
    }

    private void write(Event event) {
        Deadline deadline = Deadline.after(ticker, patience);
        if (!log.handOver(event, deadline)) {
            patience = deadline.remaining();
            missing++;
        }
    }

    /** Closes the log, and tells the user if it lacks lines. */
    @Override
    public void close() {
        log.close();
        if (missing > 0) {
            System.err.println("postprox: warning: the log has no line about " + missing + " of these: "
                    + target.check().orElse("it could not be written") + "; --log names another place");
        }
    }
}
