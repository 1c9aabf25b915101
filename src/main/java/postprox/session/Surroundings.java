package postprox.session;

import postprox.event.Events;
import postprox.filter.Filter;
import postprox.net.Dialer;
import postprox.nexthop.NextHopServices;
import postprox.spool.Spool;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * What a session lives on, shared by all sessions of a process.
 *
 * @param dialer   the way to the next hop
 * @param spool    where messages wait
 * @param filter   what examines them
 * @param settings the administrator's choices
 * @param events   where it is told what happens
 * @param ticker   the clock of deadlines
 * @param watchdog what looks at the clock
 */
public record Surroundings(
        Dialer dialer,
        Spool spool,
        Filter filter,
        SessionSettings settings,
        Events events,
        Ticker ticker,
        Watchdog watchdog) {
    /** What the way to the next hop needs of it. */
    NextHopServices forNextHop() {
        return new NextHopServices(dialer, settings.nextHop(), events, ticker, watchdog);
    }

    /** The same with another filter. */
    Surroundings with(Filter other) {
        return new Surroundings(dialer, spool, other, settings, events, ticker, watchdog);
    }
}
