package postprox.command;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import postprox.config.FilterKind;
import postprox.config.FilterSettings;
import postprox.config.Option;
import postprox.config.Options;

/**
 * Writes the parts of the manual pages that are about options. The page postprox(1) has a sentence for each setting, and
 * postprox.conf(5) explains it.
 */
final class Manuals {
    /** An option within a sentence. */
    private static final Pattern OPTION = Pattern.compile("(?<=^|[ (])(--?[a-zA-Z][a-z-]*)");

    private Manuals() {}

    /** A group of options, for postprox(1). */
    static String options(Options.Group group) {
        return group.options().stream()
                .filter(Option::isPublic)
                .map(option -> ".TP\n" + term(option) + "\n"
                        + Markup.troff(option.isInFile() ? sentence(option) : option.manual()))
                .collect(Collectors.joining());
    }

    private static String sentence(Option<?> option) {
        String marked = OPTION.matcher(option.help()).replaceAll("`$1`");
        return marked.substring(0, 1).toUpperCase(Locale.ROOT) + marked.substring(1) + ".";
    }

    private static String term(Option<?> option) {
        String name = "\\-\\-" + option.name().replace("-", "\\-");
        String value = option.placeholder();
        if (!option.letter().isEmpty()) {
            return ".BR \\-" + option.letter() + " \", \" " + name
                    + (value.isEmpty() ? "" : " \" \\fI" + value + "\\fR\"");
        }
        return value.isEmpty() ? ".B " + name : ".BI " + name + " \" " + value + "\"";
    }

    /** The settings of a configuration file, for postprox.conf(5). */
    static String settings() {
        StringBuilder text = new StringBuilder();
        for (Options.Group group : Options.groups()) {
            List<Option<?>> inFile = group.options().stream()
                    .filter(option -> option.isPublic() && option.isInFile())
                    .toList();
            if (!inFile.isEmpty()) {
                text.append(".SS Settings of the " + group.name() + "\n");
                inFile.forEach(option -> text.append(setting(option)));
            }
        }
        return text.toString();
    }

    /** The settings of single filters, for postprox.conf(5). */
    static String filterSettings() {
        StringBuilder text = new StringBuilder(".SS Kinds\n");
        for (FilterKind kind : FilterKind.values()) {
            text.append(".TP\n.BI " + kind.word() + ": " + kind.place() + "\n" + Markup.troff(kind.about() + ".\n"));
        }
        text.append(".SS Settings of all kinds\n");
        FilterSettings.ALL.forEach(setting -> text.append(setting(setting)));
        for (FilterKind kind : FilterKind.values()) {
            text.append(own(kind));
        }
        return text.toString();
    }

    /** The settings that only a kind has, and its defaults that differ from those of all kinds. */
    private static String own(FilterKind kind) {
        if (kind.own().isEmpty() && kind.defaults().isEmpty()) {
            return "";
        }
        String defaults = kind.defaults().entrySet().stream()
                .map(setting -> setting.getKey().name() + " = " + setting.getValue())
                .collect(Collectors.joining(", "));
        return ".SS Settings of " + kind.word() + "\n"
                + (defaults.isEmpty() ? "" : Markup.troff("Defaults of its own: " + defaults + ".\n"))
                + kind.own().stream().map(Manuals::setting).collect(Collectors.joining());
    }

    private static String setting(Option<?> setting) {
        return ".TP\n.BI " + setting.name().replace("-", "\\-") + " = " + value(setting) + "\n"
                + Markup.troff(setting.manual());
    }

    private static String value(Option<?> setting) {
        List<String> words = setting.type().words();
        String placeholder = setting.placeholder().isEmpty() ? String.join("|", words) : setting.placeholder();
        return placeholder.isEmpty() ? "N" : placeholder;
    }
}
