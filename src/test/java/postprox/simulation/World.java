package postprox.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * Time, and what happens in it. Time goes by only while the session waits for something, or takes a breath between two
 * steps; then everybody else acts, on the session's own thread. Not thread-safe.
 */
final class World implements Ticker {
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_EVENTS = 2_000_000;

    private final Chance chance;
    private final boolean told;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Watchdog watchdog = new Watchdog(this, Runnable::run, e -> {
        throw new AssertionError(e);
    });
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final List<String> transcript = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private long now;
    private long lastLook;
    private int count;
    private int turn;

    private record Event(long time, int number, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Integer.compare(number, other.number);
        }
    }

    /**
     * A world.
     *
     * @param told whether it is to be told afterwards what happened
     */
    World(Chance chance, boolean told) {
        this.chance = chance;
        this.told = told;
    }

    @Override
    public long nanos() {
        return now;
    }

    /**
     * How many replies the client has heard. Nobody reads content before all replies to what came earlier are said, so
     * what happens about a message happens in the turn of its reply.
     */
    int turn() {
        return turn;
    }

    void nextTurn() {
        turn++;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** Lets something happen later; what is due at the same instant happens in the order in which it was asked for. */
    void later(Duration delay, Runnable what) {
        if (++count > MOST_EVENTS) {
            throw new AssertionError("the session does not end");
        }
        events.add(new Event(now + delay.toNanos(), count, what));
    }

    /** Lets time go by until something is so, or until an instant has come. */
    void await(BooleanSupplier what, long until) {
        while (!what.getAsBoolean() && now < until) {
            next(until);
        }
    }

    /** Lets a time go by. */
    void pass(Duration time) {
        long until = now + time.toNanos();
        while (now < until) {
            next(until);
        }
    }

    /** Time for somebody to come in between. */
    void breathe() {
        if (chance.oneIn(4)) {
            pass(Duration.ofNanos(chance.between(1, 2_000_000)));
        } else {
            catchUp();
        }
    }

    private void next(long until) {
        long look = lastLook + LOOK_NANOS;
        Event first = events.peek();
        now = Math.max(now, Math.min(until, Math.min(look, first == null ? Long.MAX_VALUE : first.time())));
        catchUp();
        if (now >= look) {
            lastLook = now;
            if (++count > MOST_EVENTS) {
                throw new AssertionError("the session does not end");
            }
            watchdog.check();
        }
    }

    private void catchUp() {
        for (Event first = events.peek(); first != null && first.time() <= now; first = events.peek()) {
            events.remove();
            first.what().run();
        }
    }

    /** Notes that something went wrong as it may go wrong in life. */
    void fault(Fault fault) {
        faults.merge(fault, 1, Integer::sum);
        tell("!!", fault.name().toLowerCase(Locale.ROOT));
    }

    Map<Fault, Integer> faults() {
        return faults;
    }

    /** Notes that a promise was broken. */
    void complain(String what) {
        complaints.add(what);
        tell("##", what);
    }

    List<String> complaints() {
        return complaints;
    }

    /** Notes what was said or done, for whoever replays the run. */
    void tell(String who, String what) {
        if (told) {
            transcript.add(String.format(Locale.ROOT, "%10.3f %s %s", now / 1e9, who, Wording.quoted(what)));
        }
    }

    List<String> transcript() {
        return transcript;
    }
}
