package postprox.session;

import postprox.event.Events;
import postprox.filter.Chain;
import postprox.filter.Origin;
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
 * @param chain    what examines them
 * @param origin   where those sessions come from that bring no origin of their own
 * @param settings the administrator's choices
 * @param events   where it is told what happens
 * @param ticker   the clock of deadlines
 * @param watchdog what looks at the clock
 */
public record Surroundings(
        Dialer dialer,
        Spool spool,
        Chain chain,
        Origin origin,
        SessionSettings settings,
        Events events,
        Ticker ticker,
        Watchdog watchdog) {
    /** What the way to the next hop needs of it. */
    NextHopServices forNextHop() {
        return new NextHopServices(dialer, settings.nextHop(), events, ticker, watchdog);
    }
}
