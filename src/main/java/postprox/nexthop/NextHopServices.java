package postprox.nexthop;

import postprox.event.Events;
import postprox.net.Dialer;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * The services that a {@link NextHop} needs. All sessions of a process share them.
 *
 * @param dialer   opens connections
 * @param timeouts how long the next hop may take
 * @param events   takes the events
 * @param ticker   the clock of deadlines
 * @param watchdog checks each {@link KeepAlive} for a NOOP that is due
 */
public record NextHopServices(
        Dialer dialer, NextHopTimeouts timeouts, Events events, Ticker ticker, Watchdog watchdog) {}
