package postprox.nexthop;

import postprox.net.Dialer;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * The services that a {@link NextHop} needs. All sessions of a process share them.
 *
 * @param dialer   opens connections
 * @param timeouts how long the next hop may take
 * @param ticker   the clock of deadlines
 * @param watchdog checks each {@link KeepAlive} for a NOOP that is due
 */
public record NextHopServices(Dialer dialer, NextHopTimeouts timeouts, Ticker ticker, Watchdog watchdog) {}
