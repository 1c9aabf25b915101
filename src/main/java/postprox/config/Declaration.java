package postprox.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Builds an {@link Option}. A declaration ends with {@link #manual}, or with {@link #hidden} for an option that users need not
 * know.
 *
 * @param <T> the type of the option's value
 */
final class Declaration<T> {
    final String name;
    final String placeholder;
    final Type<T> type;
    String letter = "";
    String byDefault = "";
    List<Usage> usages = List.of();
    Option.Reload reload = Option.Reload.LIVE;
    boolean inFile;
    String help = "";
    String manual = "";
    Optional<Option.Limit> limit = Optional.empty();

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

    /** Makes a new value take effect only after a restart. */
    Declaration<T> restart() {
        reload = Option.Reload.RESTART;
        return this;
    }

    Declaration<T> help(String words) {
        help = words;
        return this;
    }

    Declaration<T> limit(String of, String more, String beyond) {
        limit = Optional.of(new Option.Limit(of, more, beyond));
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
