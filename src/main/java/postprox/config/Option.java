package postprox.config;

import java.util.List;
import java.util.Optional;

/**
 * An option, as it was declared: the one place from which command line, configuration file, messages, help, man page, README, native
 * client, launcher and completions have it.
 *
 * @param <T> what its value is to the program
 */
public final class Option<T> {
    /** What becomes of a new value when a running process reads its configuration again. */
    public enum Reload {
        /**
         * It holds for sessions that begin from then on. What concerns a message alone (its filter, its deadline) holds for messages that begin.
         */
        LIVE,
        /** It waits for the next start. */
        RESTART
    }

    /**
     * What the README's table of limits says of one, in Markdown.
     *
     * @param of        what is limited, behind the option
     * @param byDefault what stands behind the default
     * @param beyond    what happens to those who go further
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

    /** The letter; empty where there is none. */
    public String letter() {
        return letter;
    }

    /** What stands for the value in texts; empty where none follows. */
    public String placeholder() {
        return placeholder;
    }

    public Type<T> type() {
        return type;
    }

    /** The text of the value that holds where none is given; empty where nothing holds then. */
    public String byDefault() {
        return byDefault;
    }

    public Reload reload() {
        return reload;
    }

    /** Whether it may stand in a configuration file. */
    public boolean isInFile() {
        return inFile;
    }

    /** Whether a way to call the program takes it. {@code config} takes all that a file may hold. */
    public boolean isTakenBy(Usage usage) {
        return usages.contains(usage) || usage == Usage.CONFIG && inFile;
    }

    /** Whether users are told of it. */
    public boolean isPublic() {
        return !help.isEmpty();
    }

    /** What the help says, in plain words. */
    public String help() {
        return withDefault(help);
    }

    /** What the man page says, in the markup of {@link Markup}. */
    public String manual() {
        return withDefault(manual);
    }

    public Optional<Limit> limit() {
        return limit;
    }

    /** The name by which users know it on a command line. */
    public String spelled() {
        return letter.isEmpty() ? "--" + name : "-" + letter;
    }

    private String withDefault(String text) {
        return text.replace("{default}", byDefault);
    }
}
