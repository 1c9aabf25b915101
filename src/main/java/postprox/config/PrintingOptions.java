package postprox.config;

import static postprox.config.Option.Declaration.flag;

import java.util.List;

/** The options that print a text and exit. The rest of their command line is ignored. */
public final class PrintingOptions {
    public static final Option<Boolean> HELP = flag("help")
            .letter("h")
            .in(Usage.values())
            .notInFile()
            .help("print this and exit; also behind a command, such as postprox try --help")
            .manual("""
                    Print a usage message and exit.
                    """);

    public static final Option<Boolean> LICENSE = flag("license")
            .letter("L")
            .in(Usage.values())
            .notInFile()
            .help("print the license and exit")
            .manual("""
                    Print the license and exit.
                    """);

    public static final Option<Boolean> VERSION = flag("version")
            .letter("V")
            .in(Usage.values())
            .notInFile()
            .help("print the version and exit")
            .manual("""
                    Print the version, the runtime and the kinds of filter available, and exit.
                    """);

    static final List<Option<?>> ALL = List.of(HELP, LICENSE, VERSION);

    private PrintingOptions() {}
}
