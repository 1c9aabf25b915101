package postprox.session;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import postprox.log.MailLog;
import postprox.net.Watchdog;
import postprox.net.Wire;
import postprox.smtp.Reply;

/**
 * Who may have a session, and who is turned away because there are too many. A flood of clients makes a line a second in
 * the log and no more. Thread-safe.
 */
final class Admission implements Watchdog.Watched {
    private static final long LINE_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Limits limits;
    private final MailLog log;
    private final AtomicInteger sessions = new AtomicInteger();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    private final AtomicLong turnedAway = new AtomicLong();
    private final AtomicReference<String> lastReason = new AtomicReference<>("");

    // Of the watchdog's thread.
    private long lastLine = System.nanoTime() - LINE_INTERVAL_NANOS;

    Admission(Limits limits, MailLog log) {
        this.limits = limits;
        this.log = log;
    }

    /** Counts a session in, or says what its client is to be told. Who is counted in must {@link #leave}. */
    Optional<Reply> enter(Wire client) {
        if (sessions.incrementAndGet() > limits.sessions()) {
            sessions.decrementAndGet();
            return turnAway(Replies.TOO_MANY_SESSIONS, limits.sessions() + " are open, as many as --sessions allows");
        }
        Optional<InetAddress> address = counted(client);
        if (address.isPresent() && byAddress.merge(address.get(), 1, Integer::sum) > limits.sessionsPerAddress()) {
            leave(client);
            return turnAway(
                    Replies.TOO_MANY_OF_ADDRESS,
                    address.get().getHostAddress() + " has " + limits.sessionsPerAddress()
                            + ", as many as --sessions-per-address allows");
        }
        return Optional.empty();
    }

    void leave(Wire client) {
        sessions.decrementAndGet();
        counted(client)
                .ifPresent(address -> byAddress.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null));
    }

    /** Writes the line that is due. */
    @Override
    public void look(long now) {
        if (turnedAway.get() > 0 && now - lastLine >= LINE_INTERVAL_NANOS) {
            lastLine = now;
            log.warning("sessions turned away: " + turnedAway.getAndSet(0) + "; " + lastReason.get());
        }
    }

    private Optional<InetAddress> counted(Wire client) {
        return limits.sessionsPerAddress() == 0 ? Optional.empty() : client.address();
    }

    private Optional<Reply> turnAway(Reply reply, String reason) {
        lastReason.set(reason);
        turnedAway.incrementAndGet();
        return Optional.of(reply);
    }
}
