package postprox.config;

import static postprox.config.Option.Declaration.bytes;
import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.flag;
import static postprox.config.Option.Declaration.number;
import static postprox.config.Option.Declaration.option;
import static postprox.config.Usage.DOCTOR;
import static postprox.config.Usage.QUARANTINE;
import static postprox.config.Usage.SERVE;
import static postprox.config.Usage.TRY;

import java.nio.file.Path;
import java.util.List;
import postprox.quarantine.QuarantineReply;

/** The options of messages that are kept aside or thrown away, and those of {@code postprox quarantine} alone. */
public final class QuarantineOptions {
    public static final Option<Path> DIRECTORY = option("quarantine", "DIR", new FilePath(Type.Completion.DIRECTORIES))
            .in(SERVE, TRY, QUARANTINE)
            .help("let filters have messages kept aside in DIR, which must be there and only its user's")
            .manual("""
                    Switch quarantine on: a filter may have a message kept aside in {DIR}, and not passed on; see `QUARANTINE`.
                    {DIR} must be there, belong to the user of `postprox`, and have mode 0700; the rules for the directory of `-d` hold too.
                    Without this option, a message that a filter wants to be kept aside gets 451, and the log has an error.
                    """);

    public static final Option<Long> SIZE = bytes("quarantine-size", 1, Bytes.LARGEST)
            .or("1G")
            .in(SERVE)
            .help("bytes that the quarantine may take (default {default}); beyond it, 451")
            .limit("", "", "451 4.3.0, and nothing is lost")
            .manual("""
                    What all messages in the quarantine may take together.
                    A message beyond that gets `451 4.3.0`; the client tries again later.
                    The default is {default}.
                    """);

    public static final Option<Integer> MESSAGES = number("quarantine-messages", 1)
            .or(100_000)
            .in(SERVE)
            .help("messages that the quarantine may have (default {default}); beyond it, 451")
            .limit("", "", "451 4.3.0, and nothing is lost")
            .manual("""
                    How many messages the quarantine may have.
                    A message beyond that gets `451 4.3.0`.
                    The default is {default}.
                    """);

    public static final Option<Integer> DAYS = number("quarantine-days", 1)
            .or(30)
            .in(SERVE)
            .help("whole days after which a message in the quarantine is removed (default {default})")
            .manual("""
                    For how many whole days (UTC) a message is kept.
                    A process that listens or is resident removes older ones at its start and each hour; `postprox quarantine expire` does it for
                    others.
                    The default is {default}.
                    """);

    public static final Option<QuarantineReply> REPLY = choice("quarantine-reply", QuarantineReply.values())
            .or("accept")
            .in(SERVE, TRY)
            .help("accept (250) or reject (554): what a client hears when its message has been kept aside (default"
                    + " {default})")
            .manual("""
                    What a client hears when its message has been kept aside: `accept` (the default) is `250 2.0.0 Ok: taken as` {ID}; `reject` is
                    `554 5.7.1 Content rejected (`{ID}`)`.
                    Both come when the copy is safe on the disk.
                    """);

    public static final Option<Boolean> DISCARD = flag("discard")
            .in(SERVE, TRY)
            .help("let filters have messages thrown away, which their clients hear are accepted")
            .manual("""
                    Let a filter have a message thrown away: the client hears `250 2.0.0 Ok: taken as` and the session's id, once the log has taken
                    the line about it.
                    Without this option, such a message gets 451, and the log has an error.
                    """);

    public static final Option<Integer> OLDER_THAN = number("days", 0)
            .in(QUARANTINE)
            .help(
                    "with expire: remove messages that are older than N whole days (default: --quarantine-days of the file"
                            + " of --config, or 30)")
            .manual("""
                    With `expire`: remove messages that are older than {N} whole days.
                    The default is `quarantine-days` of the file of `--config`, or 30.
                    """);

    public static final Option<Boolean> JSON = flag("json")
            .in(QUARANTINE, DOCTOR)
            .help(
                    "with list: a JSON object a line, with all that is known of a message; with doctor: one object with all"
                            + " findings")
            .manual("""
                    With `list`: a JSON object a line, with all that is known of a message.
                    With `postprox doctor`: one object with all findings, for scripts and monitoring.
                    """);

    public static final Option<Boolean> RAW = flag("raw")
            .in(QUARANTINE)
            .help("with show: the message's bytes as they are, also those that control a terminal")
            .manual("""
                    With `show`: the bytes of the message as they are.
                    """);

    static final List<Option<?>> ALL = List.of(DIRECTORY, SIZE, MESSAGES, DAYS, REPLY, DISCARD);

    /** The options of the command alone. */
    static final List<Option<?>> OF_COMMAND = List.of(OLDER_THAN, JSON, RAW);

    private QuarantineOptions() {}
}
