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
 * What all sessions of a process share.
 *
 * @param dialer   the way to the next hop
 * @param spool    where messages wait
 * @param chain    what examines them
 * @param origin   where those sessions come from that bring no origin of their own
 * @param config   the administrator's choices
 * @param events   where it is told what happens
 * @param ticker   the clock of deadlines
 * @param watchdog ends waits whose time is over
 */
public record SessionServices(
        Dialer dialer,
        Spool spool,
        Chain chain,
        Origin origin,
        SessionConfig config,
        Events events,
        Ticker ticker,
        Watchdog watchdog) {
    /** What the way to the next hop needs of it. */
    NextHopServices forNextHop() {
        return new NextHopServices(dialer, config.nextHop(), events, ticker, watchdog);
    }
}
