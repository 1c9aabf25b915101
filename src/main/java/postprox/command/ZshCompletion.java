package postprox.command;

import java.util.Arrays;
import java.util.stream.Collectors;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.Usage;

/**
 * Writes the completion script for zsh, with its function _arguments (zshcompsys(1)). A user reads the script by source, or puts it
 * into a directory of $fpath as _postprox.
 */
final class ZshCompletion {
    private ZshCompletion() {}

    static String script() {
        String commands = Usage.commands().stream().map(Usage::word).collect(Collectors.joining("|"));
        return """
                #compdef postprox
                # Completes command lines of postprox in zsh; made by: postprox completion zsh
                _postprox() {
                    local command=
                    case ${words[2]} in
                        (%s) (( CURRENT <= 2 )) || command=${words[2]} ;;
                    esac
                    if [[ -n $command ]]; then
                        shift words
                        (( CURRENT-- ))
                    fi
                    case $command in
                %s    esac
                }
                if [[ $funcstack[1] = _postprox ]]; then
                    _postprox "$@"
                else
                    compdef _postprox postprox
                fi
                """.formatted(
                        commands,
                        Arrays.stream(Usage.values())
                                .filter(Usage::isPublic)
                                .map(ZshCompletion::arguments)
                                .collect(Collectors.joining()));
    }

    private static String arguments(Usage usage) {
        StringBuilder call = new StringBuilder("        ('" + usage.word() + "')\n            _arguments -s -S");
        for (Option<?> option : Options.of(usage)) {
            if (option.isPublic()) {
                call.append(" \\\n                ").append(specification(option));
            }
        }
        String first = usage == Usage.SERVE
                ? Usage.commands().stream().map(Usage::word).collect(Collectors.joining(" "))
                : String.join(" ", usage.operands());
        call.append(first.isEmpty() ? "" : " \\\n                '1: :(" + first + ")'");
        call.append(usage.takesFiles() ? " \\\n                '*: :_files'" : "");
        return call.append("\n            ;;\n").toString();
    }

    private static String specification(Option<?> option) {
        boolean wantsValue = option.type().wantsValue();
        String about = "'[" + quoted(option.help()) + "]"
                + (wantsValue ? ":" + option.placeholder() + ":" + values(option) : "") + "'";
        String name = "--" + option.name() + (wantsValue ? "=" : "");
        // The '*' allows an option more than once (_arguments).
        return option.letter().isEmpty()
                ? "'*'" + name + about
                : "'*'{-" + option.letter() + (wantsValue ? "+" : "") + "," + name + "}" + about;
    }

    private static String values(Option<?> option) {
        return switch (option.type().completion()) {
            case NOTHING -> "";
            case WORDS -> "(" + String.join(" ", option.type().words()) + ")";
            case FILES -> "_files";
            case DIRECTORIES -> "_files -/";
        };
    }

    private static String quoted(String text) {
        return text.replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]");
    }
}
