package postprox.command;

import java.util.List;
import java.util.stream.Collectors;
import postprox.config.FilterKind;
import postprox.config.FilterSettings;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.Usage;

/** Writes the usage message of the program, or of one of its commands. */
final class Help {
    private static final int FORM_WIDTH = 38;
    private static final int OPTION_WIDTH = 26;
    private static final int LINE_WIDTH = 94;

    private static final String ABOUT = """

            Passes SMTP on to the mail server at HOST:PORT (also [IPv6]:PORT, unix:PATH or
            inet:HOST:PORT; port 25 if none is given) and lets COMMAND examine each message on its way.
            SECONDS may also be written as 90s, 2m, 1h or 1d, and BYTES as 20000K, 20M or 1G.
            """;

    private static final String ABOUT_CONFIG = """

            The options are those of a start. config show prints the settings of a start with them, and
            config check checks them together with the file.
            """;

    private static final String ABOUT_QUARANTINE = """

            The directory is named by --quarantine, or by the file of --config. release passes a
            message on to the mail server of --next-hop, or of the file, and removes it when that
            has taken it.
            """;

    private static final String ABOUT_SETUP = """

            Without an option, setup prints a plan and changes nothing. The filter is a program for -c, or
            those of the file of --config, or of /etc/postprox/postprox.conf if neither is named.
            """;

    private static final String ABOUT_DOCTOR = """

            Looks at one instance of Postfix, at the postprox that it asks, and at the filter. Each
            finding is followed by what mends it. No mail is sent, and nothing is changed. As root it
            sees most. The exit status is 0 if nothing is wrong, 1 if something is, 2 if the command
            line is wrong, 3 if it could not look.
            """;

    private static final String OF_COMMANDS = """

            Each command has a help of its own, such as postprox try --help.
            """;

    /** The operand that asks for {@link #filters}. */
    static final String FILTERS = "filters";

    private Help() {}

    /** The kinds of filters with their settings. */
    static String filters() {
        StringBuilder text = new StringBuilder("""
                A filter on the command line:    --filter KIND:WHERE[,SETTING=VALUE]...
                A filter in the file of --config, in a section of its own:

                    [filter NAME]
                    filter = KIND:WHERE
                    SETTING = VALUE

                Kinds:
                """);
        for (FilterKind kind : FilterKind.values()) {
            text.append(entry("  " + kind.word() + ":" + kind.place(), kind.about()));
        }
        for (FilterKind kind : FilterKind.values()) {
            text.append(own(kind));
        }
        text.append("\nSettings of all kinds:\n");
        FilterSettings.ALL.forEach(setting -> text.append(entry(setting)));
        return text.toString();
    }

    /** The settings that only a kind has, and its defaults that differ from those of all kinds. */
    private static String own(FilterKind kind) {
        if (kind.own().isEmpty() && kind.defaults().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\nSettings of " + kind.word() + ":\n");
        kind.own().forEach(setting -> text.append(entry(setting)));
        kind.defaults()
                .forEach((setting, value) -> text.append(entry("  " + setting.name(), "the default is " + value)));
        return text.toString();
    }

    private static String entry(Option<?> setting) {
        return entry("  " + setting.name() + "=" + setting.placeholder(), setting.help());
    }

    static String of(Usage usage) {
        StringBuilder text = new StringBuilder(forms(usage == Usage.SERVE ? Usage.values() : new Usage[] {usage}));
        text.append(about(usage));
        text.append(listed(usage));
        if (usage == Usage.SERVE) {
            text.append(OF_COMMANDS);
        }
        return text.toString();
    }

    private static String about(Usage usage) {
        return switch (usage) {
            case SERVE -> ABOUT;
            case CONFIG -> ABOUT_CONFIG;
            case QUARANTINE -> ABOUT_QUARANTINE;
            case DOCTOR -> ABOUT_DOCTOR;
            case SETUP -> ABOUT_SETUP;
            case TRY, DEMO, NEW, STATUS, LOG, EXPLAIN, TOP, UPGRADE, COMPLETION, REHEARSE -> "";
        };
    }

    private static String forms(Usage... usages) {
        StringBuilder lines = new StringBuilder();
        for (Usage usage : usages) {
            for (Usage.Form form : usage.forms()) {
                lines.append(lines.isEmpty() ? "Usage: " : "       ");
                lines.append(padded(usage.begin() + " " + form.arguments(), FORM_WIDTH));
                lines.append(form.purpose()).append('\n');
            }
        }
        return lines.toString();
    }

    /** The options that a usage takes, group by group. */
    private static String listed(Usage usage) {
        StringBuilder text = new StringBuilder();
        for (Options.Group group : Options.groups()) {
            String lines = group.options().stream()
                    .filter(option -> option.isPublic() && option.isTakenBy(usage))
                    .map(Help::lines)
                    .collect(Collectors.joining());
            text.append(lines.isEmpty() ? "" : "\n" + lines);
        }
        return text.toString();
    }

    private static String lines(Option<?> option) {
        String names = (option.letter().isEmpty() ? "      " : "  -" + option.letter() + ", ") + "--" + option.name()
                + (option.placeholder().isEmpty() ? "" : " " + option.placeholder());
        return entry(names, option.help());
    }

    private static String entry(String names, String help) {
        List<String> words = Wrapped.lines(help, LINE_WIDTH - OPTION_WIDTH);
        String below = "\n" + " ".repeat(OPTION_WIDTH);
        String first = names.length() < OPTION_WIDTH ? padded(names, OPTION_WIDTH) : names + below;
        return first + String.join(below, words) + "\n";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
