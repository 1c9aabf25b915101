package postprox.nexthop;

import postprox.event.Events;
import postprox.net.Dialer;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * What the way to the next hop needs. It is shared by all sessions of a process.
 *
 * @param dialer   opens connections
 * @param timeouts how long the next hop may take
 * @param events   takes what happens
 * @param ticker   the clock of deadlines
 * @param watchdog calls those whose time has come
 */
public record NextHopServices(
        Dialer dialer, NextHopTimeouts timeouts, Events events, Ticker ticker, Watchdog watchdog) {}
