package postprox.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An option of the program. Each option is declared once, in one of the {@code *Options} classes. The command line, the
 * configuration file, messages, the help, the man page, docs/options.md, the native client, the launcher and the completions are
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
     * An option's row in the table of limits of docs/options.md, in Markdown.
     *
     * @param of        the words after the option, which name the thing that is limited
     * @param byDefault the words after the default
     * @param beyond    the consequence for a client or a filter that goes beyond the limit
     */
    public record LimitRow(String of, String byDefault, String beyond) {}

    private final Declaration<T> declared;

    private Option(Declaration<T> declared) {
        this.declared = declared;
    }

    /** The option of a list that has a long name; empty if there is none. */
    static Optional<Option<?>> named(String name, List<Option<?>> among) {
        for (Option<?> option : among) {
            if (option.name().equals(name)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** The long name, without dashes. */
    public String name() {
        return declared.name;
    }

    /** The letter; empty if the option has none. */
    public String letter() {
        return declared.letter;
    }

    /** The value's placeholder in texts, such as FILE; empty if no value follows the option. */
    public String placeholder() {
        return declared.placeholder;
    }

    public Type<T> type() {
        return declared.type;
    }

    /** The text of the default; empty if the option has no default. */
    public String byDefault() {
        return declared.byDefault;
    }

    /** Whether all values of the option count if it is given more than once; otherwise the last one counts. */
    public boolean isRepeated() {
        return declared.repeated;
    }

    public Reload reload() {
        return declared.reload;
    }

    /** Whether a configuration file may hold this option. */
    public boolean isInFile() {
        return declared.inFile;
    }

    /** Whether a usage takes this option. {@link Usage#CONFIG} takes all options that a file may hold. */
    public boolean isTakenBy(Usage usage) {
        return declared.usages.contains(usage) || usage == Usage.CONFIG && declared.inFile;
    }

    /** Whether texts for users name this option. */
    public boolean isPublic() {
        return !declared.help.isEmpty();
    }

    /** The text of the help, without markup. */
    public String help() {
        return withDefault(declared.help);
    }

    /** The text of the man page, in the markup of {@code postprox.command.Markup}. */
    public String manual() {
        return withDefault(declared.manual);
    }

    public Optional<LimitRow> limit() {
        return declared.limit;
    }

    /** The option as users write it on a command line: with its letter, or with its name if it has no letter. */
    public String spelled() {
        return declared.letter.isEmpty() ? "--" + declared.name : "-" + declared.letter;
    }

    private String withDefault(String text) {
        return text.replace("{default}", declared.byDefault);
    }

    /**
     * Builds an {@link Option}. A declaration ends with {@link #manual}, or with {@link #hidden} for an option that users need not
     * know.
     *
     * @param <T> the type of the option's value
     */
    static final class Declaration<T> {
        private final String name;
        private final String placeholder;
        private final Type<T> type;
        private String letter = "";
        private String byDefault = "";
        private List<Usage> usages = List.of();
        private Reload reload = Reload.LIVE;
        private boolean inFile;
        private boolean repeated;
        private String help = "";
        private String manual = "";
        private Optional<LimitRow> limit = Optional.empty();

        private static final int DAY = 86_400;
        private static final int MILLION = 1_000_000;

        private Declaration(String name, String placeholder, Type<T> type) {
            this.name = name;
            this.placeholder = placeholder;
            this.type = type;
        }

        static <T> Declaration<T> option(String name, String placeholder, Type<T> type) {
            return new Declaration<>(name, placeholder, type);
        }

        static Declaration<Boolean> flag(String name) {
            return new Declaration<>(name, "", new Flag()).or(Flag.NO);
        }

        static Declaration<String> text(String name, String placeholder) {
            return new Declaration<>(name, placeholder, new Text(Type.Completion.NOTHING));
        }

        /** An option whose value is a time from one second to one day. */
        static Declaration<Duration> seconds(String name) {
            return seconds(name, 1, DAY);
        }

        static Declaration<Duration> seconds(String name, int least, int most) {
            return new Declaration<>(name, "SECONDS", new Seconds(least, most));
        }

        /** An option whose value is a whole number up to a million. */
        static Declaration<Integer> number(String name, int least) {
            return new Declaration<>(name, "N", new Whole(least, MILLION));
        }

        static Declaration<Long> bytes(String name) {
            return bytes(name, 0, Bytes.LARGEST);
        }

        static Declaration<Long> bytes(String name, long least, long most) {
            return new Declaration<>(name, "BYTES", new Bytes(least, most));
        }

        static <E extends Enum<E>> Declaration<E> choice(String name, E[] values) {
            return new Declaration<>(name, "MODE", new Choice<>(List.of(values)));
        }

        Declaration<T> letter(String one) {
            letter = one;
            return this;
        }

        /** Sets the default: the value of an option that is not given. */
        Declaration<T> or(String text) {
            byDefault = text;
            return this;
        }

        Declaration<T> or(long number) {
            return or(Long.toString(number));
        }

        Declaration<T> or(Duration time) {
            return or(time.toSeconds());
        }

        /** Sets the usages that take the option. A configuration file may hold it too if {@link Usage#SERVE} takes it. */
        Declaration<T> in(Usage... some) {
            usages = List.of(some);
            inFile = usages.contains(Usage.SERVE);
            return this;
        }

        Declaration<T> notInFile() {
            inFile = false;
            return this;
        }

        /** Makes all values count if the option is given more than once. */
        Declaration<T> repeated() {
            repeated = true;
            return this;
        }

        /** Makes a new value take effect only after a restart. */
        Declaration<T> restart() {
            reload = Reload.RESTART;
            return this;
        }

        Declaration<T> help(String words) {
            help = words;
            return this;
        }

        Declaration<T> limit(String of, String more, String beyond) {
            limit = Optional.of(new LimitRow(of, more, beyond));
            return this;
        }

        Option<T> manual(String words) {
            manual = words;
            return new Option<>(this);
        }

        /** Makes the option, which no text for users names. */
        Option<T> hidden() {
            return notInFile().manual("");
        }
    }
}
