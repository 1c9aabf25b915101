package postprox.session;

import java.util.Optional;
import postprox.event.Events;
import postprox.filter.Chain;
import postprox.filter.Origin;
import postprox.net.Dialer;
import postprox.nexthop.NextHopServices;
import postprox.quarantine.Quarantine;
import postprox.spool.Spool;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * The services that all sessions of a process share.
 *
 * @param dialer   opens connections to the next hop
 * @param spool    keeps messages while they are examined
 * @param chain    examines them
 * @param origin   the origin of sessions that bring none of their own
 * @param config   the administrator's choices
 * @param events   takes the events
 * @param ticker   the clock of deadlines
 * @param watchdog ends waits whose time is over
 * @param overview hears what sessions are doing
 * @param quarantine keeps messages aside, if the administrator has switched that on
 */
public record SessionServices(
        Dialer dialer,
        Spool spool,
        Chain chain,
        Origin origin,
        SessionConfig config,
        Events events,
        Ticker ticker,
        Watchdog watchdog,
        Overview overview,
        Optional<Quarantine> quarantine) {
    /** Services without a quarantine, of which nobody has an overview. */
    public SessionServices(
            Dialer dialer,
            Spool spool,
            Chain chain,
            Origin origin,
            SessionConfig config,
            Events events,
            Ticker ticker,
            Watchdog watchdog) {
        this(dialer, spool, chain, origin, config, events, ticker, watchdog, new Overview(), Optional.empty());
    }

    /** The services that a next hop needs. */
    NextHopServices forNextHop() {
        return new NextHopServices(dialer, config.nextHop(), ticker, watchdog);
    }
}
