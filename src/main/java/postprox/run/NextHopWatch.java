package postprox.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import postprox.event.Events;
import postprox.event.NextHopEvent;
import postprox.net.HopState;
import postprox.time.Watchdog;

/**
 * Logs when a server of the next hop is down and when it is back, and has servers that are down tried, so that no client waits for one.
 * It looks once a second: a server that comes and goes makes two lines in that time at most. The watchdog's thread alone uses it.
 */
final class NextHopWatch implements Watchdog.Watched {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Engine engine;
    private final Events events;
    private long next;

    /** The servers that are down by the log, each with the time since when. */
    private final Map<String, Long> down = new HashMap<>();

    /**
     * Makes a watch.
     *
     * @param begin the time by the watchdog's clock
     */
    NextHopWatch(Engine engine, long begin) {
        this.engine = engine;
        this.events = engine.log();
        this.next = begin + INTERVAL_NANOS;
    }

    @Override
    public void check(long now) {
        if (now - next < 0) {
            return;
        }
        next = now + INTERVAL_NANOS;
        if (!down.isEmpty() || engine.dialer().isTroubled()) {
            compare(now);
        }
    }

    private void compare(long now) {
        List<HopState> states = engine.dialer().states();
        for (HopState state : states) {
            if (!state.isUp() && !down.containsKey(state.place())) {
                down.put(state.place(), now - state.since().toNanos());
                events.publish(new NextHopEvent.NextHopDown(
                        state.place(),
                        state.latest().map(contact -> contact.failure()).orElse("")));
            }
        }
        if (!down.isEmpty()) {
            forgetThoseThatAreBack(states, now);
            engine.dialer().probes().forEach(engine.watchdog()::runElsewhere);
        }
    }

    private void forgetThoseThatAreBack(List<HopState> states, long now) {
        down.entrySet().removeIf(one -> {
            boolean isDown = states.stream()
                    .anyMatch(state -> !state.isUp() && state.place().equals(one.getKey()));
            if (!isDown && isPartOfNextHop(one.getKey(), states)) {
                events.publish(new NextHopEvent.NextHopUp(one.getKey(), Duration.ofNanos(now - one.getValue())));
            }
            return !isDown;
        });
    }

    /** Not a server that DNS or the administrator no longer names. The look-up of a name has a state only while it fails. */
    private boolean isPartOfNextHop(String place, List<HopState> states) {
        return states.stream().anyMatch(state -> state.place().equals(place))
                || engine.settings().nextHop().places().stream()
                        .anyMatch(named -> named.toString().equals(place));
    }
}
