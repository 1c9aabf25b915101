package postprox.nexthop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import postprox.event.Event;
import postprox.event.Events;
import postprox.event.SessionEvent;
import postprox.event.SessionEvents;
import postprox.smtp.BodyType;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * A next hop without a network. It accepts everything at once, unless a test has it do otherwise. Its time passes only while
 * postprox waits for it, or when a test says so. Not thread-safe.
 */
final class InstantNextHop implements Ticker {
    /** Not the default, so that a wait that knows nothing of this setting is found. */
    static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);

    static final Duration FINAL_REPLY_TIMEOUT = Duration.ofMinutes(10);
    static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    /** The point at which a connection is open. All other points are verbs, and the final dot. */
    static final String GREETING = "greeting";

    static final String DOT = ".";

    private final List<InstantWire> connections = new ArrayList<>();
    private final Map<String, Consumer<InstantWire>> always = new HashMap<>();
    private final Map<String, Deque<Consumer<InstantWire>>> once = new HashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final CountingBudget budget = new CountingBudget();
    private final Queue<Runnable> dueWork = new ArrayDeque<>();
    private final Watchdog watchdog = new Watchdog(this, dueWork::add, e -> {
        throw new AssertionError(e);
    });
    private long nanos;

    InstantNextHop() {
        on(GREETING, wire -> wire.says("220 next.hop"));
        on("DATA", wire -> wire.says("354 go ahead"));
        on("QUIT", wire -> wire.says("221 bye"));
    }

    /** Sets the act of each connection at a point. */
    void on(String point, Consumer<InstantWire> act) {
        always.put(point, act);
    }

    /** Sets the act of the next connection that comes to a point. Further acts are for the connections after it. */
    void once(String point, Consumer<InstantWire> act) {
        once.computeIfAbsent(point, _ -> new ArrayDeque<>()).add(act);
    }

    void act(String point, InstantWire wire) {
        Deque<Consumer<InstantWire>> first = once.getOrDefault(point, new ArrayDeque<>());
        if (first.isEmpty()) {
            always.getOrDefault(point, other -> other.says("250 Ok")).accept(wire);
        } else {
            first.remove().accept(wire);
        }
    }

    /** The session's view, in a transaction of these lines; without a transaction if there are none. */
    NextHop inTransaction(String... lines) {
        return inTransaction(new Transaction(List.of(lines)));
    }

    NextHop inTransaction(ReplayableTransaction transaction) {
        NextHopServices services = new NextHopServices(
                (deadline, greeting) -> {
                    InstantWire wire = new InstantWire(this);
                    connections.add(wire);
                    act(GREETING, wire);
                    return greeting.await(wire, deadline);
                },
                new NextHopTimeouts(REPLY_TIMEOUT, FINAL_REPLY_TIMEOUT, KEEP_ALIVE),
                this,
                watchdog);
        return new NextHop(services, new SessionEvents(new Kept(), "session"), budget, transaction);
    }

    /** All connections so far. */
    List<InstantWire> connections() {
        return connections;
    }

    InstantWire latest() {
        return connections.getLast();
    }

    /** All events of the session, its dialogue among them. */
    List<Event> events() {
        return events;
    }

    /** The lines of the dialogue with the next hop. */
    List<String> dialogue() {
        return events.stream()
                .flatMap(event -> event instanceof SessionEvent.Dialogue said ? Stream.of(said.line()) : Stream.empty())
                .toList();
    }

    /** The session's memory that has not been given back. */
    long reserved() {
        return budget.reserved();
    }

    /** Lets the watchdog look, and returns the work that it found due, which nobody has done yet. */
    Queue<Runnable> dueWork() {
        watchdog.check();
        return dueWork;
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /** The time that has passed. */
    Duration passed() {
        return Duration.ofNanos(nanos);
    }

    private final class Kept implements Events {
        @Override
        public void publish(Event event) {
            events.add(event);
        }

        @Override
        public boolean wantsDialogue() {
            return true;
        }
    }

    private record Transaction(List<String> all) implements ReplayableTransaction {
        @Override
        public boolean isOpen() {
            return !all.isEmpty();
        }

        @Override
        public BodyType body() {
            return BodyType.UNSAID;
        }

        @Override
        public Stream<String> lines() {
            return all.stream();
        }
    }
}
