package postprox.command;

import java.util.stream.Collectors;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.Usage;

/** Writes the completion script for fish: a line for each command, and for each option of each command. */
final class FishCompletion {
    private FishCompletion() {}

    static String script() {
        StringBuilder lines = new StringBuilder("""
                # Completes command lines of postprox in fish; made by: postprox completion fish
                complete -c postprox -f
                """);
        for (Usage usage : Usage.commands()) {
            lines.append("complete -c postprox -n __fish_is_first_token -a " + usage.word() + " -d "
                    + quoted(usage.forms().getFirst().purpose()) + "\n");
        }
        for (Usage usage : Usage.values()) {
            if (usage.isPublic()) {
                append(lines, usage);
            }
        }
        return lines.toString();
    }

    private static void append(StringBuilder lines, Usage usage) {
        String commands = Usage.commands().stream().map(Usage::word).collect(Collectors.joining(" "));
        String when = usage == Usage.SERVE
                ? "'not __fish_seen_subcommand_from " + commands + "'"
                : "'__fish_seen_subcommand_from " + usage.word() + "'";
        String begin = "complete -c postprox -n " + when;
        if (!usage.operands().isEmpty()) {
            lines.append(begin + " -a '" + String.join(" ", usage.operands()) + "'\n");
        }
        if (usage.takesFiles()) {
            lines.append(begin + " -F\n");
        }
        for (Option<?> option : Options.of(usage)) {
            if (option.isPublic()) {
                lines.append(begin + (option.letter().isEmpty() ? "" : " -s " + option.letter()) + " -l "
                        + option.name() + values(option) + " -d " + quoted(option.help()) + "\n");
            }
        }
    }

    private static String values(Option<?> option) {
        if (!option.type().wantsValue()) {
            return "";
        }
        return switch (option.type().completion()) {
            case NOTHING -> " -x";
            case WORDS -> " -x -a '" + String.join(" ", option.type().words()) + "'";
            case FILES -> " -r -F";
            case DIRECTORIES -> " -x -a '(__fish_complete_directories)'";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
