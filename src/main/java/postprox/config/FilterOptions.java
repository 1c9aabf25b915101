package postprox.config;

import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.flag;
import static postprox.config.Option.Declaration.option;
import static postprox.config.Option.Declaration.seconds;
import static postprox.config.Option.Declaration.text;
import static postprox.config.Usage.DEMO;
import static postprox.config.Usage.SERVE;
import static postprox.config.Usage.TRY;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import postprox.filter.FailurePolicy;
import postprox.filter.command.CrashPolicy;

/** The options of the filter. The original C program has those with a letter. */
public final class FilterOptions {
    public static final Option<String> COMMAND = text("command", "COMMAND")
            .letter("c")
            .in(SERVE, TRY)
            .help("filter to run with sh -c; EMAIL names the message's file, OUTFILE a file for a changed version; exit"
                    + " status 0 accepts, 1 rejects with the last line of standard error, others mean it failed")
            .manual("""
                    The filter.
                    It is passed to `sh -c`, once for each message; see `postprox-filter`(7).
                    Without it, messages pass unexamined.
                    """);

    public static final Option<Path> TEMPDIR = option("tempdir", "DIR", new FilePath(Type.Completion.DIRECTORIES))
            .letter("d")
            .or("/tmp")
            .in(SERVE, TRY, DEMO)
            .restart()
            .help("keep messages in DIR while they are examined (default {default})")
            .manual("""
                    Keep messages in {DIR} while they are examined.
                    The default is {default}.
                    A file system in memory is faster.
                    It needs a reserve of 16 MB, and five times the size of the largest message, and 200 KB, for each session; see `postprox-filter`(7).
                    A process keeps its files in a directory of its own in {DIR}, which only its user can enter.
                    {DIR} and all directories above it must belong to root or to the user of `postprox`;
                    one that others may write to must have the sticky bit, as {/tmp} has.
                    """);

    public static final Option<Duration> TIMEOUT = seconds("timeout")
            .letter("t")
            .or(30)
            .in(SERVE, TRY)
            .help("kill a filter that takes longer (default {default})")
            .limit("for a filter", "", "it is killed, and has failed")
            .manual("""
                    A filter that takes longer is killed, with everything that it has started, and has failed.
                    The default is {default}.
                    """);

    public static final Option<FailurePolicy> ON_FAILURE = choice("on-failure", FailurePolicy.values())
            .or("pass")
            .in(SERVE, TRY)
            .help(
                    "when the filter fails: tempfail (451, the sender tries again later) or pass, unfiltered (default {default})")
            .manual("""
                    What becomes of a message when the filter fails: it runs out of time, cannot be run, ends with a status other than 0 and 1,
                    or crashes, see `--crash`.
                    `tempfail`: the client gets `451 4.3.0 Error running content filter` and tries again later.
                    `pass` (the default): mail passes {unfiltered} as long as the filter is broken; each such message is logged as a warning.
                    """);

    /** See {@link Alias}. */
    public static final Option<Boolean> REJECT = flag("reject")
            .letter("r")
            .in(SERVE, TRY)
            .help("the same as --on-failure tempfail")
            .manual("""
                    The same as `--on-failure tempfail`.
                    In a configuration file `yes` is the same as `on-failure = tempfail`, and `no` as `on-failure = pass`.
                    """);

    public static final Option<CrashPolicy> CRASH = choice("crash", CrashPolicy.values())
            .or("fail")
            .in(SERVE, TRY)
            .help("exit status 1 with an interpreter's crash report on standard error: fail (the filter has failed) or"
                    + " refuse (default {default})")
            .manual("""
                    What exit status 1 means where an interpreter's crash report stands on standard error, see `postprox-filter`(7).
                    `fail` (the default): the filter has failed.
                    `refuse`: it has refused the message, as with any other text; the sender gets the report's last line.
                    """);

    public static final Option<FilterSpec> FILTER = option("filter", "KIND:WHERE[,SETTING=VALUE]...", new FilterText())
            .in(SERVE, TRY)
            .repeated()
            .help("one more filter, behind that of -c; may be given again; --help filters lists kinds and settings")
            .manual("""
                    One more filter, with settings of its own; see `FILTER SETTINGS`.
                    The option may be given again: the filters are asked in their order, behind that of `-c`, and each sees the message as the one
                    before it left it.
                    The first one that refuses the message ends that.
                    {KIND} is one of the kinds of `FILTER SETTINGS`, and {WHERE} what a filter of that kind asks, such as a command.
                    Only the names of settings end a command or a value, so that both may have commas.
                    Filters on the command line replace those of the file.
                    In a configuration file each filter has a section of its own, `[filter` {NAME}`]`, with the line `filter =` {KIND}`:`{WHERE} and a
                    line for each setting.
                    """);

    public static final Option<Path> PLUGINS = option("plugins", "DIR", new FilePath(Type.Completion.DIRECTORIES))
            .in(SERVE, TRY)
            .help("the directory with the jars of filters of kind java")
            .manual("""
                    The directory with the jars of filters of kind `java`.
                    They run in `postprox` itself, as its user: only that user and root may be able to write to {DIR}, to the jars in it and to the
                    directories above it.
                    """);

    static final List<Option<?>> ALL = List.of(COMMAND, FILTER, PLUGINS, TEMPDIR, TIMEOUT, ON_FAILURE, REJECT, CRASH);

    private FilterOptions() {}
}
