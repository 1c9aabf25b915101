package postprox.command;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.Type.Completion;
import postprox.config.Usage;

/** Writes the completion script for bash: a function that looks at the word before the cursor, and at the command. */
final class BashCompletion {
    private BashCompletion() {}

    static String script() {
        return """
                # Completes command lines of postprox in bash; made by: postprox completion bash
                _postprox() {
                    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= words=
                    # Bash takes --name=value for three words.
                    if [ "$current" = = ]; then
                        current=
                    elif [ "$before" = = ]; then
                        before=${COMP_WORDS[COMP_CWORD - 2]}
                    fi
                    case ${COMP_WORDS[1]} in
                        %s) [ "$COMP_CWORD" -le 1 ] || command=${COMP_WORDS[1]} ;;
                    esac
                    COMPREPLY=()
                    case $before in
                        %s)
                            mapfile -t COMPREPLY < <(compgen -d -- "$current")
                            compopt -o filenames 2>/dev/null
                            return
                            ;;
                        %s)
                            mapfile -t COMPREPLY < <(compgen -f -- "$current")
                            compopt -o filenames 2>/dev/null
                            return
                            ;;
                %s        %s) return ;;
                        *)
                            case $command:$COMP_CWORD in
                %s            esac
                            ;;
                    esac
                    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
                    [ ${#COMPREPLY[@]} -ne 0 ] || case $command in
                        %s)
                            mapfile -t COMPREPLY < <(compgen -f -- "$current")
                            compopt -o filenames 2>/dev/null
                            ;;
                    esac
                }
                complete -F _postprox postprox
                """.formatted(
                joined(Usage.commands().stream().map(Usage::word), "|"),
                spellings(option -> option.type().completion() == Completion.DIRECTORIES),
                spellings(option -> option.type().completion() == Completion.FILES),
                choices(),
                spellings(option -> option.type().completion() == Completion.NOTHING),
                words(),
                joined(Usage.commands().stream().filter(Usage::takesFiles).map(Usage::word), "|"));
    }

    /** The cases of the options whose values are a few words. */
    private static String choices() {
        return options()
                .filter(option ->
                        option.type().wantsValue() && !option.type().words().isEmpty())
                .map(option -> "        " + spelled(option) + ") words='"
                        + String.join(" ", option.type().words()) + "' ;;\n")
                .collect(Collectors.joining());
    }

    /** The cases of the commands: the words that each takes, and the words that may begin a command line. */
    private static String words() {
        StringBuilder lines = new StringBuilder();
        String commands = joined(Usage.commands().stream().map(Usage::word), " ");
        lines.append(line(":1", commands + " " + names(Usage.SERVE)));
        lines.append(line(":*", names(Usage.SERVE)));
        for (Usage usage : Usage.commands()) {
            if (!usage.operands().isEmpty()) {
                lines.append(line(usage.word() + ":2", String.join(" ", usage.operands()) + " " + names(usage)));
            }
            lines.append(line(usage.word() + ":*", names(usage)));
        }
        return lines.toString();
    }

    private static String line(String pattern, String words) {
        return "                " + pattern + ") words='" + words + "' ;;\n";
    }

    private static String names(Usage usage) {
        return joined(Options.of(usage).stream().filter(Option::isPublic).map(option -> "--" + option.name()), " ");
    }

    /** A pattern of the options that want a value and that a condition selects. */
    private static String spellings(Predicate<Option<?>> condition) {
        return joined(
                options()
                        .filter(option -> option.type().wantsValue() && condition.test(option))
                        .map(BashCompletion::spelled),
                "|");
    }

    private static String spelled(Option<?> option) {
        return "--" + option.name() + (option.letter().isEmpty() ? "" : "|-" + option.letter());
    }

    private static Stream<Option<?>> options() {
        return Options.groups().stream().map(Options.Group::options).flatMap(List::stream);
    }

    private static String joined(Stream<String> parts, String separator) {
        return parts.collect(Collectors.joining(separator));
    }
}
