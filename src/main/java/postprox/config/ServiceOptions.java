package postprox.config;

import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.flag;
import static postprox.config.Option.Declaration.option;
import static postprox.config.Option.Declaration.seconds;
import static postprox.config.Option.Declaration.text;
import static postprox.config.Usage.CONFIG;
import static postprox.config.Usage.EXPLAIN;
import static postprox.config.Usage.QUARANTINE;
import static postprox.config.Usage.SERVE;
import static postprox.config.Usage.SETUP;
import static postprox.config.Usage.STATUS;
import static postprox.config.Usage.TOP;
import static postprox.config.Usage.TRY;
import static postprox.config.Usage.UPGRADE;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postprox.net.Destination;
import postprox.net.Endpoint;
import postprox.net.NextHops;
import postprox.nexthop.NextHopTimeouts;
import postprox.session.PeerList;
import postprox.session.SessionConfig;
import postprox.smtp.StrayCr;

/** The options of the proxy itself: its listening socket, next hop, log, time limits and process. */
public final class ServiceOptions {
    /** The verbosity at which all events are logged. */
    private static final int MOST_VERBOSE = 3;

    public static final Option<Integer> VERBOSE = option("verbose", "", new Counter(MOST_VERBOSE))
            .letter("v")
            .or(0)
            .in(SERVE, TRY)
            .help(
                    "log each message; twice: each session; thrice: the dialogue; with try: the full report of each message")
            .manual("""
                    Log more: once, a line for each message; twice, sessions too; three times, the dialogue without content.
                    In a configuration file, {default} to 3.
                    With `try`: the full report of each message, and not one line for each.
                    """);

    public static final Option<Endpoint> LISTEN = option("listen", "PLACE", Place.LISTEN)
            .letter("l")
            .in(SERVE)
            .restart()
            .help("listen on [IP:]PORT (default IP 127.0.0.1), [IPv6]:PORT or unix:PATH, in the background")
            .manual("""
                    Listen for connections and go into the background once the socket is bound.
                    {PLACE} is {PORT}, {IP}:{PORT}, [{IPv6}]:{PORT} or `unix:`{PATH}, the first three also behind `inet:`.
                    The default address is 127.0.0.1.
                    A place that is also the next hop's, however it is written, is refused.
                    A Unix socket has the permissions that the umask leaves, so that as a rule only its own user may connect.
                    To let Postfix connect, start `postprox` under `umask 0` and put the socket into a directory that only Postfix may enter.
                    If the smtpd of Postfix runs in a chroot, this directory must be below the queue directory.
                    Postfix cannot start such a process again when it has died; let `systemd`(1) see to that.
                    """);

    public static final Option<PeerList> PROXY_PROTOCOL = option("proxy-protocol", "LIST", new Peers())
            .in(SERVE)
            .help("demand a PROXY header from these networks (or unix), and refuse all other connections")
            .manual("""
                    With a listening socket behind a balancer such as HAProxy (`send-proxy` or `send-proxy-v2`): the networks of the
                    balancer, with commas between them, such as `10.0.0.8,2001:db8:1::/64`.
                    `unix` stands for all that connect to a Unix socket.
                    Each connection from there must begin with a header of the PROXY protocol, version 1 or 2, that comes within 5 seconds.
                    Until then nothing is sent and the next hop hears of nothing.
                    All other connections are closed, and so are those with a wrong header.
                    The header's address is the client's in the log, for `--sessions-per-address` and for the filter, unless XFORWARD tells
                    another; the next hop is told it by XFORWARD if it offers that.
                    Without this option a header is never looked for.
                    """);

    public static final Option<PeerList> XFORWARD_FROM = option("xforward-from", "LIST", new Peers())
            .in(SERVE)
            .help(
                    "obey XFORWARD and XCLIENT only of these networks (or unix); with --proxy-protocol the default is nobody's")
            .manual("""
                    The mail servers whose XFORWARD and XCLIENT are offered and obeyed: networks with commas between them, and `unix` for clients
                    on a Unix socket or a pipe.
                    All others get `550 5.7.0`, and the next hop does not hear of it.
                    Without this option, all who connect by themselves are believed, as behind Postfix, and nobody is that comes by
                    `--proxy-protocol`.
                    For those the list is compared with the address that the balancer tells; a connection of which it tells none is never believed.
                    """);

    public static final Option<Boolean> FOREGROUND = flag("foreground")
            .in(SERVE)
            .restart()
            .help("with -l: stay in the foreground")
            .manual("""
                    With `-l`: stay in the foreground.
                    """);

    public static final Option<Path> PIDFILE = option("pidfile", "FILE", new FilePath(Type.Completion.FILES))
            .in(SERVE)
            .restart()
            .help("with -l: write the process's number to FILE")
            .manual("""
                    With `-l`: write the number of the process to {FILE}.
                    A file that is there is replaced.
                    Anything else, such as a symbolic link, is refused.
                    When the process stops, it removes the file, unless another process has written its own there.
                    """);

    public static final Option<Optional<Path>> CONTROL = option("control", "PATH", new ControlSetting())
            .in(SERVE, UPGRADE)
            .restart()
            .help("the socket at which postprox status asks the process; none for no such socket")
            .manual("""
                    With `-l`: the Unix socket at which `postprox status` and `postprox top` ask this process.
                    Its directory must be there, belong to the user of `postprox`, and have mode 0700.
                    Without this option, the socket is in `/tmp/.postprox-`{UID}, beside those of resident processes, and the two commands
                    find it there.
                    `none` switches the socket off, also that of a resident process.
                    `upgrade` asks the process at this socket.
                    """);

    public static final Option<List<Destination>> NEXT_HOP = option("next-hop", "PLACES", new NextHopPlaces())
            .in(SERVE, QUARANTINE)
            .help("the mail server to pass SMTP on to, as HOST[:PORT] in front, or several with commas between them")
            .manual("""
                    The next hop, another spelling of {HOST}:{PORT} for configuration files.
                    Giving both is an error.
                    Several places stand with commas between them, at most 16; see `--next-hop-order`.
                    `mx:`{DOMAIN}[:{PORT}] stands for the mail servers of a domain, and `srv:_smtp._tcp.`{DOMAIN} for the servers of a
                    service, as DNS knows them.
                    A {HOST} without such a prefix is asked for its addresses alone, as Postfix does for a host in brackets.
                    A server that refuses a connection, does not greet, or greets with a refusal is passed over at once, and left alone
                    until it greets again.
                    """);

    public static final Option<NextHops.Order> NEXT_HOP_ORDER = choice("next-hop-order", NextHops.Order.values())
            .or("first")
            .in(SERVE, QUARANTINE)
            .help("which of several mail servers gets a session: first that works, or round-robin (default {default})")
            .manual("""
                    Which of several servers gets the next session.
                    `first` (the default): the first that works, in the order of the list; behind `mx:` and `srv:` by preference, priority
                    and weight.
                    `round-robin`: those that work take turns, also the addresses of one name; servers of a worse preference or priority wait
                    until all better ones are down.
                    """);

    public static final Option<List<InetSocketAddress>> NAME_SERVER = option(
                    "name-server", "ADDRESSES", new NameServerPlaces())
            .in(SERVE, QUARANTINE)
            .help("ask these name servers for mx: and srv:, not those of /etc/resolv.conf")
            .manual("""
                    The name servers for `mx:` and `srv:` and the addresses of their servers, as {IP} or {IP}:{PORT} with commas between
                    them.
                    The default is those of /etc/resolv.conf.
                    Names without such a prefix are looked up by the system.
                    """);

    public static final Option<Duration> DEADLINE = seconds("deadline")
            .or(SessionConfig.MESSAGE_DEADLINE)
            .in(SERVE, TRY)
            .help("answer a message with 451 when it takes longer than this from its final dot (default {default};"
                    + " Postfix gives up after 100)")
            .limit("from the final dot", "", "451 4.3.0")
            .manual("""
                    How long a message may take from its final dot (or BDAT LAST) on: the filter and the way to the next hop together.
                    After that the client is told 451.
                    The default is {default}, since Postfix gives up after 100 (`smtpd_proxy_timeout`) and then knows no reason.
                    Once the next hop has the final dot, its answer is waited for.
                    """);

    public static final Option<Duration> NEXT_HOP_TIMEOUT = seconds("next-hop-timeout")
            .or(NextHopTimeouts.REPLY)
            .in(SERVE, QUARANTINE)
            .help("wait so long for a reply of the mail server, except that to the final dot (default {default})")
            .limit(
                    "for a reply of the next server; for its greeting, from all of its addresses together",
                    "",
                    "451 4.4.2, or 421 4.3.2 at the beginning of a session")
            .manual("""
                    How long the next hop may take for a reply, and for taking each block of content.
                    For its greeting, all of its addresses have this time together.
                    After that the command in hand and the rest of its transaction get `451 4.4.2`, or at the beginning of a session `421 4.3.2`.
                    The default is {default}, for the same reason.
                    For its answer to the final dot it has 10 minutes, as Postfix's `smtp_data_done_timeout`:
                    whoever gives up earlier gets messages twice.
                    """);

    public static final Option<StrayCr> STRAY_CR = choice("stray-cr", StrayCr.values())
            .or("space")
            .in(SERVE, TRY, QUARANTINE)
            .help("what becomes of a CR that ends no line: space or keep (default {default})")
            .manual("""
                    What becomes of a CR in content that is not followed by LF:
                    `space` (the default) makes a space of it, as Postfix does; `keep` lets it pass.
                    An LF without a CR always becomes a line end.
                    """);

    public static final Option<LogTarget> LOG = option("log", "TARGET", new LogPlace())
            .or(LogPlace.SYSLOG)
            .in(SERVE, QUARANTINE)
            .restart()
            .help("syslog, syslog:/PATH, /PATH of a file, stderr, json:/PATH or json:stderr, or several with commas"
                    + " between them (default {default})")
            .manual("""
                    Log to `syslog` (the default), `syslog:`{/PATH} for a syslog socket elsewhere, a file {/PATH} (also `file:`{/PATH}), or
                    `stderr`, which needs `--foreground` with `-l`.
                    `json:`{/PATH} and `json:stderr` have a JSON object a line.
                    Several targets are written with commas between them; a path has no comma.
                    A file is made with mode 0640, each line in it begins with date and time (RFC 3339), and sessions with a process of their
                    own may share one.
                    It may be a fifo if a program reads that when postprox starts.
                    When it was renamed or removed, as `logrotate`(8) does, the next line makes another; a process that listens or is resident
                    takes SIGHUP for that, and goes on.
                    Under `spawn`(8) standard error is the client's connection.
                    An error there before the program runs goes to the machine's syslog daemon instead.
                    """);

    public static final Option<String> CONFIG_FILE = option("config", "FILE", new Text(Type.Completion.FILES))
            .in(SERVE, TRY, CONFIG, QUARANTINE, STATUS, Usage.LOG, EXPLAIN, TOP, UPGRADE, SETUP)
            .notInFile()
            .help("read options from FILE; those of the command line win")
            .manual("""
                    Read options from {FILE}, see `postprox.conf`(5).
                    An option on the command line wins over the file's.
                    `postprox` reads no other configuration file.
                    A process that listens or is resident reads it again when it gets SIGHUP.
                    Without this option and without a log file, such a process logs that SIGHUP has changed nothing, and goes on.
                    """);

    public static final Option<Boolean> NO_RESIDENT = flag("no-resident")
            .in(SERVE)
            .restart()
            .help("without -l: serve the session in a process of its own")
            .manual("""
                    Without `-l`: serve the session in a process of its own; see `postprox`(1).
                    """);

    public static final Option<Duration> RESIDENT_IDLE = seconds("resident-idle")
            // The default of Postfix's max_idle.
            .or(100)
            .in(SERVE)
            .restart()
            .help("without -l: the resident process ends when it has had no session for so long (default {default})")
            .manual("""
                    Without `-l`: the resident process ends when it has had no session for so long.
                    The default is {default}, as Postfix's `max_idle`.
                    """);

    /** The path of a resident's socket, which is also its standard input. Only the native client starts a resident. */
    public static final Option<Path> RESIDENT = option("resident", "SOCKET", new FilePath(Type.Completion.FILES))
            .in(SERVE)
            .hidden();

    // The servers for administrators and their programs. A class of their own would be one more at each start.

    static final Option<Endpoint> ADMIN = option("admin", "PLACE", Place.LISTEN)
            .in(SERVE)
            .restart()
            .help("serve a page, metrics and health at [IP:]PORT (default IP 127.0.0.1) or unix:PATH")
            .manual("""
                    Serve the live page, metrics for Prometheus and the state of health by HTTP at {PLACE}, which is {PORT}, {IP}:{PORT},
                    [{IPv6}]:{PORT} or `unix:`{PATH}.
                    The default address is 127.0.0.1; any other address than one of this machine alone needs `--admin-token`.
                    A process that listens or is resident has the page; one of a single session has none.
                    If {PLACE} is taken, mail is served all the same, and `postprox` tries again each second.
                    """);

    static final Option<Path> ADMIN_TOKEN = option("admin-token", "FILE", new FilePath(Type.Completion.FILES))
            .in(SERVE)
            .restart()
            .help("show the page and the metrics only to who knows the token in FILE")
            .manual("""
                    Show the page and the metrics only to clients that know the token in {FILE}: as a bearer token, or as the password of any
                    user, for which a browser asks.
                    The token has 16 to 256 printable characters, and nobody but the owner and the group of {FILE} may read it.
                    `/healthz` and `/readyz` are shown to everyone; they say nothing about mail.
                    """);

    static final Option<String> ADMIN_HOST = text("admin-host", "NAME")
            .repeated()
            .in(SERVE)
            .restart()
            .help("a name under which browsers may ask for the page, besides localhost and IP addresses")
            .manual("""
                    A name under which browsers may ask for the page, such as that of a reverse proxy; may be given more than once.
                    `localhost` and IP addresses may be used always.
                    A request for any other name gets 421: with DNS rebinding, a web page of a stranger could ask under a name of its own.
                    """);

    static final Option<Endpoint> AGENT = option("agent", "PLACE", Place.LISTEN)
            .in(SERVE)
            .restart()
            .help("answer HAProxy's agent checks at [IP:]PORT or unix:PATH: ready up 100%, or drain")
            .manual("""
                    Answer HAProxy's `agent-check` at {PLACE}, which is written as that of `--admin`.
                    Who connects gets one line: `ready up 100%`, or `drain` when the process is about to end.
                    """);

    static final List<Option<?>> OF_ADMIN = List.of(ADMIN, ADMIN_TOKEN, ADMIN_HOST, AGENT);

    static final List<Option<?>> ALL = List.of(
            VERBOSE,
            LISTEN,
            PROXY_PROTOCOL,
            XFORWARD_FROM,
            FOREGROUND,
            PIDFILE,
            CONTROL,
            NEXT_HOP,
            NEXT_HOP_ORDER,
            NAME_SERVER,
            DEADLINE,
            NEXT_HOP_TIMEOUT,
            STRAY_CR,
            LOG,
            CONFIG_FILE,
            NO_RESIDENT,
            RESIDENT_IDLE,
            RESIDENT);

    private ServiceOptions() {}
}
