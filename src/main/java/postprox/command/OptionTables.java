package postprox.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.Usage;

/**
 * Writes the options and commands for the two programs that look at a command line before this one does: a C header for the native
 * client, which uses getopt_long(3), and variables of sh for the launcher.
 */
final class OptionTables {
    /** The first number of an option without a letter. getopt_long(3) needs numbers that are no letters. */
    private static final int FIRST_NUMBER = 256;

    private OptionTables() {}

    /** The C header for the native client. */
    static String header() {
        return """
                /* Written by postprox.command.Documents from the declarations in postprox.config. */
                #ifndef POSTPROX_OPTIONS_H
                #define POSTPROX_OPTIONS_H

                #include <getopt.h>
                #include <stddef.h>

                enum {
                %s};

                #define OPTION_LETTERS "%s"

                static const struct option options[] = {
                %s    {NULL, 0, NULL, 0},
                };

                static const char *const commands[] = {%s, NULL};

                #endif
                """.formatted(
                        constants(),
                        letters(),
                        entries(),
                        words().map(word -> '"' + word + '"').collect(Collectors.joining(", ")));
    }

    /** The variables for the launcher. Each name has a blank on both sides, since the launcher searches for it so. */
    static String shell() {
        return "commands=' " + words().collect(Collectors.joining(" ")) + " '\n"
                + "letters_with_value=" + lettersOf(true) + "\n"
                + "names_with_value=' "
                + options().stream()
                        .filter(option -> option.type().wantsValue())
                        .map(Option::name)
                        .collect(Collectors.joining(" "))
                + " '\n";
    }

    private static String constants() {
        StringBuilder lines = new StringBuilder();
        int number = FIRST_NUMBER;
        for (Option<?> option : options()) {
            String value = option.letter().isEmpty() ? Integer.toString(number++) : "'" + option.letter() + "'";
            lines.append("    " + constant(option) + " = " + value + ",\n");
        }
        return lines.toString();
    }

    private static String entries() {
        return options().stream()
                .map(option -> "    {\"%s\", %s_argument, NULL, %s},\n"
                        .formatted(option.name(), option.type().wantsValue() ? "required" : "no", constant(option)))
                .collect(Collectors.joining());
    }

    private static String constant(Option<?> option) {
        return "OPTION_" + option.name().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String letters() {
        return options().stream()
                .filter(option -> !option.letter().isEmpty())
                .map(option -> option.letter() + (option.type().wantsValue() ? ":" : ""))
                .collect(Collectors.joining());
    }

    private static String lettersOf(boolean wantValue) {
        return options().stream()
                .filter(option -> option.type().wantsValue() == wantValue)
                .map(Option::letter)
                .collect(Collectors.joining());
    }

    private static List<Option<?>> options() {
        return Options.of(Usage.SERVE);
    }

    private static Stream<String> words() {
        return Arrays.stream(Usage.values()).map(Usage::word).filter(word -> !word.isEmpty());
    }
}
