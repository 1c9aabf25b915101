package postprox.config;

import java.util.List;
import java.util.Optional;

/**
 * An option of the program. Each option is declared once, in one of the {@code *Options} classes. The command line, the
 * configuration file, messages, the help, the man page, the README, the native client, the launcher and the completions are
 * made from that declaration.
 *
 * @param <T> the type of the option's value
 */
public final class Option<T> {
    /** The time at which a new value takes effect after a running process has read its configuration again. */
    public enum Reload {
        /**
         * The value holds for sessions that begin later. A value that concerns a message (its filter, its deadline) also holds
         * for later messages of sessions that run already.
         */
        LIVE,
        /** The value takes effect at the next start. */
        RESTART
    }

    /**
     * An option's row in the README's table of limits, in Markdown.
     *
     * @param of        the words after the option, which name the thing that is limited
     * @param byDefault the words after the default
     * @param beyond    the consequence for a client or a filter that goes beyond the limit
     */
    public record Limit(String of, String byDefault, String beyond) {}

    private final String name;
    private final String letter;
    private final String placeholder;
    private final Type<T> type;
    private final String byDefault;
    private final List<Usage> usages;
    private final Reload reload;
    private final boolean inFile;
    private final String help;
    private final String manual;
    private final Optional<Limit> limit;

    Option(Declaration<T> declared) {
        this.name = declared.name;
        this.letter = declared.letter;
        this.placeholder = declared.placeholder;
        this.type = declared.type;
        this.byDefault = declared.byDefault;
        this.usages = declared.usages;
        this.reload = declared.reload;
        this.inFile = declared.inFile;
        this.help = declared.help;
        this.manual = declared.manual;
        this.limit = declared.limit;
    }

    /** The long name, without dashes. */
    public String name() {
        return name;
    }

    /** The letter; empty if the option has none. */
    public String letter() {
        return letter;
    }

    /** The value's placeholder in texts, such as FILE; empty if no value follows the option. */
    public String placeholder() {
        return placeholder;
    }

    public Type<T> type() {
        return type;
    }

    /** The text of the default; empty if the option has no default. */
    public String byDefault() {
        return byDefault;
    }

    public Reload reload() {
        return reload;
    }

    /** Whether a configuration file may hold this option. */
    public boolean isInFile() {
        return inFile;
    }

    /** Whether a usage takes this option. {@link Usage#CONFIG} takes all options that a file may hold. */
    public boolean isTakenBy(Usage usage) {
        return usages.contains(usage) || usage == Usage.CONFIG && inFile;
    }

    /** Whether texts for users name this option. */
    public boolean isPublic() {
        return !help.isEmpty();
    }

    /** The text of the help, without markup. */
    public String help() {
        return withDefault(help);
    }

    /** The text of the man page, in the markup of {@code postprox.command.Markup}. */
    public String manual() {
        return withDefault(manual);
    }

    public Optional<Limit> limit() {
        return limit;
    }

    /** The option as users write it on a command line: with its letter, or with its name if it has no letter. */
    public String spelled() {
        return letter.isEmpty() ? "--" + name : "-" + letter;
    }

    private String withDefault(String text) {
        return text.replace("{default}", byDefault);
    }
}
