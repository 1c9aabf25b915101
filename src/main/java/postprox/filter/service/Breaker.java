package postprox.filter.service;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import postprox.time.Ticker;

/**
 * Keeps messages away from a server that has failed again and again, so that not each of them waits for its time limit. The
 * breaker opens after {@link #FAILURES} failures in a row. Then one message at a time may try the server, after a pause that
 * doubles with each failure. Thread-safe.
 *
 * <p>A message that makes a server fail must not switch scanning off for all others. So the failures that a message may have caused
 * count once for each message, however often its sender tries again.
 */
final class Breaker {
    static final int FAILURES = 5;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Ticker ticker;

    /** The messages on which the server has failed since its last answer. */
    private final Set<String> messages = new HashSet<>();

    private int refusals;
    private boolean open;
    private Optional<Turn> trial = Optional.empty();
    private long openedAt;
    private long pauseBeganAt;
    private Duration pause = FIRST_PAUSE;
    private String reason = "";

    Breaker(Ticker ticker) {
        this.ticker = ticker;
    }

    /** What a result changes. */
    enum Change {
        NONE,
        OPENED,
        CLOSED
    }

    /** The turn of a message that is given to the server. Its holder reports one result. */
    final class Turn {
        /** The server answered. */
        Change answered() {
            return afterAnswer(this);
        }

        /** The server could not be reached, which a message does not cause. */
        Change refused(String why) {
            return afterFailure(this, Optional.empty(), why);
        }

        /**
         * The server failed on the message.
         *
         * @param message the message's identity, the same each time that its sender tries again
         */
        Change failed(String message, String why) {
            return afterFailure(this, Optional.of(message), why);
        }

        /** The message was not given to the server after all, or its result says nothing about the server. */
        void undecided() {
            end(this);
        }
    }

    /** A turn at the server; empty if no message may be given to it now. */
    synchronized Optional<Turn> turn() {
        if (!open) {
            return Optional.of(new Turn());
        }
        if (trial.isPresent() || ticker.nanos() - pauseBeganAt < pause.toNanos()) {
            return Optional.empty();
        }
        trial = Optional.of(new Turn());
        return trial;
    }

    private synchronized Change afterAnswer(Turn turn) {
        end(turn);
        messages.clear();
        refusals = 0;
        pause = FIRST_PAUSE;
        boolean wasOpen = open;
        open = false;
        return wasOpen ? Change.CLOSED : Change.NONE;
    }

    private synchronized Change afterFailure(Turn turn, Optional<String> message, String why) {
        boolean wasTrial = end(turn);
        reason = why;
        if (open) {
            // A message that was given to the server before it was left alone may fail now. That says nothing new.
            if (wasTrial) {
                rest(pause.compareTo(LONGEST_PAUSE.dividedBy(2)) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE);
            }
            return Change.NONE;
        }
        if (message.isEmpty()) {
            refusals++;
        } else {
            messages.add(message.get());
        }
        if (messages.size() + refusals < FAILURES) {
            return Change.NONE;
        }
        open = true;
        openedAt = ticker.nanos();
        rest(FIRST_PAUSE);
        return Change.OPENED;
    }

    private void rest(Duration time) {
        pause = time;
        pauseBeganAt = ticker.nanos();
    }

    /** Ends a turn. Returns whether it was the trial. */
    private synchronized boolean end(Turn turn) {
        boolean wasTrial = trial.filter(current -> current == turn).isPresent();
        if (wasTrial) {
            trial = Optional.empty();
        }
        return wasTrial;
    }

    synchronized boolean isOpen() {
        return open;
    }

    /** The time since the breaker opened last. */
    synchronized Duration sinceOpened() {
        return Duration.ofNanos(ticker.nanos() - openedAt);
    }

    /** The last failure, and when the server is tried again, in words. */
    synchronized String description() {
        long left = Math.max(0, pause.toNanos() - (ticker.nanos() - pauseBeganAt));
        return reason + "; it has failed " + FAILURES + " times in a row and is tried again "
                + (left == 0
                        ? "now"
                        : "in " + Math.ceilDiv(left, Duration.ofSeconds(1).toNanos()) + " s");
    }
}
