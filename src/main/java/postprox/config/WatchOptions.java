package postprox.config;

import static postprox.config.Option.Declaration.flag;
import static postprox.config.Option.Declaration.number;
import static postprox.config.Option.Declaration.option;
import static postprox.config.Option.Declaration.text;
import static postprox.config.Usage.DOCTOR;
import static postprox.config.Usage.LOG;
import static postprox.config.Usage.QUARANTINE;
import static postprox.config.Usage.STATUS;
import static postprox.config.Usage.UPGRADE;

import java.util.List;

/** The options of the commands that tell how postprox is and what it has done: status, log, explain and top. And
 * the one of upgrade. */
public final class WatchOptions {
    public static final Option<Boolean> JSON = flag("json")
            .in(QUARANTINE, STATUS, LOG, DOCTOR)
            .help("for programs: a JSON object a line (of quarantine, with list)")
            .manual("""
                    For programs: print a JSON object a line.
                    With `status`, these are the answers of the processes; with `log`, the lines of the log; with `quarantine list`, all that
                    is known of each message; with `doctor`, one object with all findings.
                    """);

    public static final Option<Boolean> ACCEPTED =
            flag("accepted").in(LOG).help("messages that were accepted").manual("""
                    Print messages that were accepted.
                    Without any of these four options, all messages are printed; with several of them, those of each.
                    """);

    public static final Option<Boolean> REFUSED = flag("refused")
            .in(LOG)
            .help("messages that were refused for good (5xx)")
            .manual("""
                    Print messages that were refused for good (5xx).
                    """);

    public static final Option<Boolean> DEFERRED = flag("deferred")
            .in(LOG)
            .help("messages that were refused for now (4xx)")
            .manual("""
                    Print messages that were refused for now (4xx).
                    """);

    public static final Option<Boolean> FAILED =
            flag("failed").in(LOG).help("messages for which a filter failed").manual("""
                    Print messages for which a filter failed, whatever became of them.
                    """);

    public static final Option<String> FROM = text("from", "ADDRESS")
            .in(LOG)
            .help("messages of this sender, or of senders in whose addresses these characters are")
            .manual("""
                    Print messages whose sender has {ADDRESS} in it, whether in capitals or not.
                    """);

    public static final Option<String> TO =
            text("to", "ADDRESS").in(LOG).help("the same of recipients").manual("""
                    Print messages of which a recipient has {ADDRESS} in it.
                    """);

    public static final Option<Moment> SINCE = option("since", "TIME", new Since())
            .in(LOG)
            .help("all since TIME: 14:30, 2026-03-01, 2026-03-01T14:30, or 15m, 2h, 3d ago")
            .manual("""
                    Print all messages since {TIME}: `14:30` of today, `2026-03-01`, `2026-03-01T14:30`, or `15m`, `2h` or `3d` for so long ago.
                    """);

    public static final Option<Integer> COUNT = number("count", 1)
            .letter("n")
            .in(LOG)
            .help("print the last N (default: 20, or all with --since)")
            .manual("""
                    Print the last {N} messages.
                    Without this option, the last 20 are printed, and all with `--since`.
                    """);

    public static final Option<Boolean> FOLLOW = flag("follow")
            .letter("f")
            .in(LOG)
            .help("go on with what comes; the latest line is then the last one")
            .manual("""
                    Print what comes to the log from now on too.
                    The latest line is then the last one and not the first.
                    """);

    public static final Option<Integer> PID =
            number("pid", 1).in(UPGRADE).help("the process, if several listen").manual("""
                    Replace process {N}.
                    Without this option and without `--control`, one process must be all that listen.
                    """);

    static final List<Option<?>> ALL =
            List.of(JSON, ACCEPTED, REFUSED, DEFERRED, FAILED, FROM, TO, SINCE, COUNT, FOLLOW, PID);

    private WatchOptions() {}
}
