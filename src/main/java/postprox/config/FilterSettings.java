package postprox.config;

import static postprox.config.Option.Declaration.bytes;
import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.number;
import static postprox.config.Option.Declaration.option;
import static postprox.config.Option.Declaration.seconds;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postprox.filter.AddressList;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.NetworkList;
import postprox.filter.Observation;
import postprox.filter.OnReject;
import postprox.filter.Oversize;

/** The settings of one filter, of any kind. {@code postprox.filter.Guard} carries them out. */
public final class FilterSettings {
    public static final Option<String> NAME = option("name", "NAME", new FilterName())
            .help("its name in the log (default: its kind; in a file, the name of its section)")
            .manual("""
                    The filter's name in the log: letters, digits, `-` and `_`.
                    The default is its kind; in a configuration file it is the name of the section.
                    """);

    public static final Option<Duration> TIMEOUT = seconds("timeout")
            .or(30)
            .help("the time for one message (default {default}); after that the filter has failed")
            .manual("""
                    How long the filter may take for one message; after that it has failed.
                    The default is {default}.
                    It never has more than what the message's `--deadline` has left.
                    """);

    public static final Option<FailurePolicy> ON_FAILURE = choice("on-failure", FailurePolicy.values())
            .help(
                    "pass or tempfail: whether a message passes without this filter when the filter fails (default: that of"
                            + " --on-failure; in a file tempfail)")
            .manual("""
                    What becomes of a message when the filter fails: `pass` (it passes without this filter, and the other filters are asked) or
                    `tempfail` (the client gets 451).
                    The default is that of `--on-failure`; in a section of a configuration file it is `tempfail`.
                    """);

    public static final Option<OnReject> ON_REJECT = choice("on-reject", OnReject.values())
            .or("reject")
            .help(
                    "reject, tag, quarantine or discard: a message that the filter refuses gets the filter's reply, passes with"
                            + " the header field X-Postprox-Verdict, or, if the reply is 5xx, is kept aside (--quarantine) or"
                            + " thrown away (--discard) (default {default})")
            .manual("""
                    What becomes of a message that the filter refuses: `reject` (the client gets the filter's reply, the default), `tag` (the
                    message passes with the header field `X-Postprox-Verdict`, which has the filter's name and its reply), `quarantine` (it is
                    kept aside, with `--quarantine`) or `discard` (it is thrown away, with `--discard`).
                    The last two are for refusals with 5xx; a 4xx remains a 4xx, since the message comes again.
                    Where a filter has `tag`, fields of that name that come from a sender are removed.
                    """);

    public static final Option<Integer> AT_ONCE = number("at-once", 1)
            .or(FilterCapacity.DEFAULT.atOnce())
            .help("messages that it examines at once (default {default})")
            .manual("""
                    Messages that the filter examines at once; further messages wait for their turn.
                    The default is {default}.
                    """);

    public static final Option<Integer> WAITING = number("waiting", 0)
            .or(FilterCapacity.DEFAULT.waiting())
            .help("messages that may wait for its turn; more get 451 (default {default})")
            .manual("""
                    Messages that may wait for the filter's turn; those beyond get `451 4.3.2` at once.
                    The default is {default}.
                    """);

    public static final Option<Long> MAX_SIZE = bytes("max-size")
            .or(0)
            .help("the largest message that it is asked about (default {default}: any size)")
            .manual("""
                    The size of the largest message that the filter is asked about.
                    The default is {default}, any size.
                    """);

    public static final Option<Oversize> ON_OVERSIZE = choice("on-oversize", Oversize.values())
            .or("skip")
            .help(
                    "skip, tempfail or reject: what becomes of larger messages (default {default}: the filter is not asked;"
                            + " in a file tempfail, but skip for spamd)")
            .manual("""
                    What becomes of a message beyond `max-size`: `skip` (the filter is not asked, the default), `tempfail` (the client gets
                    `451 4.3.4`; the default in a section of a configuration file, but not for `spamd`) or `reject` (`552 5.3.4`).
                    """);

    public static final Option<AddressList> SENDER = option("sender", "LIST", Parsed.of(AddressList::parse))
            .help("ask it only about these envelope senders: addresses, domains, .subdomains, <>; ! in front excludes")
            .manual("""
                    Envelope senders that the filter is asked about, with blanks between them: `user@example.com`, `example.com` (the domain),
                    `.example.com` (its subdomains) or `<>` (the null sender).
                    A word with `!` in front excludes; a list that only excludes has all other addresses.
                    The default is all.
                    """);

    public static final Option<AddressList> RECIPIENT = option("recipient", "LIST", Parsed.of(AddressList::parse))
            .help("the same of envelope recipients, of which one suffices")
            .manual("""
                    The same of envelope recipients: one recipient in the list suffices.
                    """);

    public static final Option<NetworkList> CLIENT = option("client", "LIST", Parsed.of(NetworkList::parse))
            .help("the same of clients: addresses and networks, such as 192.0.2.0/24 and 2001:db8::/32")
            .manual("""
                    The same of remote clients: addresses and networks, such as `192.0.2.0/24` and `2001:db8::/32`.
                    A client whose address is not known is in no network.
                    """);

    public static final Option<Optional<Observation>> OBSERVE = option("observe", "SHARE", new ObservedShare())
            .or("no")
            .help(
                    "yes, no, or a share of the messages such as 10%: log the filter's answers, and pass the messages whatever"
                            + " they are (default {default})")
            .manual("""
                    `yes`: the filter is asked and its answer is logged, but the message passes whatever it is.
                    A share such as `10%`: the same, and only that share of messages is shown to the filter.
                    The default is {default}.
                    """);

    /** The settings of all kinds, in the order of the help. */
    public static final List<Option<?>> ALL = List.of(
            NAME,
            TIMEOUT,
            ON_FAILURE,
            ON_REJECT,
            AT_ONCE,
            WAITING,
            MAX_SIZE,
            ON_OVERSIZE,
            SENDER,
            RECIPIENT,
            CLIENT,
            OBSERVE);

    private FilterSettings() {}
}
