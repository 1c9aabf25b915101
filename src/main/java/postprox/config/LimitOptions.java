package postprox.config;

import static postprox.config.Option.Declaration.bytes;
import static postprox.config.Option.Declaration.number;
import static postprox.config.Option.Declaration.seconds;
import static postprox.config.Usage.SERVE;
import static postprox.config.Usage.TRY;

import java.time.Duration;
import java.util.List;
import postprox.filter.FilterCapacity;
import postprox.session.ClientLimits;
import postprox.smtp.SmtpLimits;

/**
 * The limits on clients and filters. Three more limits are declared elsewhere, as the original program's or next to what they
 * concern: {@link FilterOptions#TIMEOUT}, {@link ServiceOptions#DEADLINE} and {@link ServiceOptions#NEXT_HOP_TIMEOUT}.
 */
public final class LimitOptions {
    /** The length that a server must accept (RFC 5321 section 4.5.3.1.4), in bytes with the line end. */
    private static final int SHORTEST_COMMAND = 512;

    private static final int LONGEST_CPU_SECONDS = 1_000_000;

    private static final String OF_A_FILTER =
            "the kernel refuses it the resource or kills it. If its exit status then says so (`set -e`), it has failed,"
                    + " and the log names the limit";

    public static final Option<Integer> SESSIONS = number("sessions", 1)
            .or(ClientLimits.DEFAULT.sessions())
            .in(SERVE)
            .help("sessions at once; more are turned away with 421 (default {default})")
            .limit(
                    "",
                    ", or fewer: as many as fit into half the heap at 24 KB each",
                    "421 4.3.2, and at most one line a second in the log")
            .manual("""
                    Sessions at once, of a process that listens or is resident.
                    A client beyond them is told `421 4.3.2` and turned away, before the next hop hears of it; the log counts such clients in at
                    most one line a second.
                    The default is {default}.
                    Each session takes two descriptors, and three more while a filter works on its message (`ulimit -n`), and 24 KB of the Java
                    runtime's heap.
                    There may be fewer than {N}: as many as fit into half the heap.
                    """);

    public static final Option<Integer> SESSIONS_PER_ADDRESS = number("sessions-per-address", 0)
            .or(ClientLimits.DEFAULT.sessionsPerAddress())
            .in(SERVE)
            .help("sessions of one client address at once (default {default}: any number)")
            .limit(
                    "",
                    ": any number, since Postfix is one address",
                    "421 4.7.0, and at most one line a second in the log")
            .manual("""
                    Sessions at once of one network address, for a process that listens for strangers.
                    A client beyond them is told `421 4.7.0`.
                    The default is {default}, any number, since behind Postfix all sessions come from one address.
                    """);

    public static final Option<Long> COMMAND_SIZE = bytes(
                    "command-size", SHORTEST_COMMAND, SmtpLimits.LARGEST_LINE_BYTES)
            .or(ClientLimits.DEFAULT.commandBytes())
            .in(SERVE)
            .help("longest command line (default {default}, at most 64K)")
            .limit("", "", "500 5.5.2")
            .manual("""
                    The longest command line, with its line end; a longer one gets `500 5.5.2`.
                    The default is {default}, as RFC 4954 asks for; the least is 512, the most 64K.
                    """);

    public static final Option<Duration> COMMAND_TIMEOUT = seconds("command-timeout")
            .or(ClientLimits.DEFAULT.commandTimeout())
            .in(SERVE)
            .help("wait so long for a command or for more content (default {default})")
            .limit("for a command, and for each piece of content", "", "421 4.4.2")
            .manual("""
                    How long to wait for a client's next command, for more of its content, and for it to take our replies.
                    After that it is told `421 4.4.2`, if it listens, and the session ends.
                    The default is {default}.
                    """);

    public static final Option<Duration> DATA_TIMEOUT = seconds("data-timeout")
            .or(ClientLimits.DEFAULT.dataTimeout())
            .in(SERVE)
            .help("wait so long for the content as a whole (default {default})")
            .limit("for the content of a message as a whole", "", "421 4.4.2")
            .manual("""
                    How long a message's content may take as a whole, however steadily it drips.
                    After that the client is told `421 4.4.2` and the session ends.
                    The default is {default}.
                    """);

    public static final Option<Long> MESSAGE_SIZE = bytes("message-size")
            .or(ClientLimits.DEFAULT.messageBytes())
            .in(SERVE, TRY)
            .help(
                    "refuse larger messages with 552; also 20M, for example (default {default}: no limit but the mail server's)")
            .limit(
                    "(also `20M`)",
                    ": what the next server announces by SIZE, which holds in any case",
                    "552 5.3.4 at MAIL or behind the content")
            .manual("""
                    The largest message, as RFC 1870 counts it.
                    A client that announces a larger one with MAIL, or sends more, gets `552 5.3.4`.
                    A message that a filter makes larger is refused with `451 4.3.0`, with or without `-r`.
                    Only a new text counts there, and not fields that a filter adds to the header.
                    Where the next hop offers SIZE, clients are told the smaller limit of the two.
                    The default is {default}, no limit but the next hop's.
                    """);

    public static final Option<Integer> RECIPIENTS = number("recipients", 1)
            .or(ClientLimits.DEFAULT.recipients())
            .in(SERVE)
            .help("recipients of a message; more get 452 (default {default})")
            .limit(
                    "of a message",
                    "",
                    "452 4.5.3. Also 452 when large envelopes and long commands of all sessions together take a quarter of"
                            + " the heap")
            .manual("""
                    Recipients of a message; those beyond get `452 4.5.3` and the client sends them another one.
                    The same reply comes when the recipients of one message take a million bytes, or when all sessions together have taken a
                    quarter of the Java runtime's heap for what is beyond the ordinary; long commands then get `452 4.3.1`.
                    The default is {default}.
                    """);

    public static final Option<Integer> FILTERS = number("filters", 1)
            .or(FilterCapacity.DEFAULT.atOnce())
            .in(SERVE)
            .restart()
            .help("filters at once (default {default})")
            .limit("at once", "", "the message waits for its turn")
            .manual("""
                    Filters that run at once; further messages wait for their turn.
                    The default is {default}.
                    """);

    public static final Option<Integer> FILTERS_WAITING = number("filters-waiting", 0)
            .or(FilterCapacity.DEFAULT.waiting())
            .in(SERVE)
            .restart()
            .help("messages that may wait for a filter's turn; more get 451 (default {default})")
            .limit("", "", "451 4.3.2")
            .manual("""
                    Messages that may wait for their turn; those beyond get `451 4.3.2` at once.
                    The default is {default}.
                    """);

    public static final Option<Long> FILTER_MEMORY = bytes("filter-memory")
            .or(0)
            .in(SERVE, TRY)
            .help("address space of each process of a filter, kept by the kernel (default {default}: no limit)")
            .limit("of each process of a filter", ": none", OF_A_FILTER)
            .manual("""
                    The address space of each process of a filter.
                    This and the next three are limits that the kernel keeps; see `setrlimit`(2).
                    The kernel refuses the resource to a filter that comes up against one, or kills it.
                    If the filter fails then, the log says which limit it had.
                    The default is {default}, no limit but those that `postprox` itself was started with; where one cannot be set, since it
                    lies above those, messages get `451 4.3.2` as when there are no resources for the filter.
                    Exit status 125 of a filter that has limits means the same.
                    """);

    public static final Option<Duration> FILTER_CPU = seconds("filter-cpu", 0, LONGEST_CPU_SECONDS)
            .or(0)
            .in(SERVE, TRY)
            .help("the same of its processor time")
            .limit("of each process of a filter", ": none", "as for `--filter-memory`")
            .manual("""
                    The processor time of each process of a filter.
                    """);

    public static final Option<Integer> FILTER_PROCESSES = number("filter-processes", 0)
            .or(0)
            .in(SERVE, TRY)
            .help("the same of the processes and threads of its user")
            .limit(
                    "of a filter's user, all together",
                    ": none",
                    "as for `--filter-memory`; the kernel holds root to no such limit")
            .manual("""
                    Processes and threads of the user that filters run as.
                    The kernel counts all that this user has, those of `postprox` and of other filters too, and holds the superuser to no such
                    limit.
                    """);

    public static final Option<Long> FILTER_FILE_SIZE = bytes("filter-file-size")
            .or(0)
            .in(SERVE, TRY)
            .help("the same of the size of a file that it writes")
            .limit(
                    "of a file that a filter writes",
                    ": none",
                    "as for `--filter-memory`. An OUTFILE that may have been cut is never passed on: 451, with or without `-r`")
            .manual("""
                    The size to which a filter may write a file.
                    """);

    static final List<Option<?>> ALL = List.of(
            SESSIONS,
            SESSIONS_PER_ADDRESS,
            COMMAND_SIZE,
            COMMAND_TIMEOUT,
            DATA_TIMEOUT,
            MESSAGE_SIZE,
            RECIPIENTS,
            FILTERS,
            FILTERS_WAITING,
            FILTER_MEMORY,
            FILTER_CPU,
            FILTER_PROCESSES,
            FILTER_FILE_SIZE);

    private LimitOptions() {}
}
