package postprox.nexthop;

import postprox.log.MailLog;
import postprox.net.Dialer;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * What the way to the next hop needs, shared by all sessions of a process.
 *
 * @param dialer   opens connections
 * @param timeouts how long the next hop may take
 * @param log      takes what the administrator reads
 * @param ticker   the clock of deadlines
 * @param watchdog calls those whose time has come
 */
public record NextHopServices(Dialer dialer, NextHopTimeouts timeouts, MailLog log, Ticker ticker, Watchdog watchdog) {}
