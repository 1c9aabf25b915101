package postprox.filter.hooks;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import postprox.event.Events;
import postprox.filter.http.Url;
import postprox.net.ServiceDialer;
import postprox.net.Tls;
import postprox.time.Ticker;

/**
 * A scanner as the administrator describes it.
 *
 * @param place       where postprox registers, or where hooks go
 * @param credentials the files that were read for it
 * @param access      how it is reached
 * @param dialect     what it speaks
 * @param standing    whether postprox registers with it
 * @param name        the filter's name
 * @param timeout     the time of a message, which the scanner is told
 */
public record Scanner(
        Url place,
        Credentials credentials,
        Access access,
        Dialect dialect,
        Standing standing,
        String name,
        Duration timeout) {
    /** How postprox stands with a scanner. */
    public sealed interface Standing {
        /** It registers when it needs to. */
        record Registers() implements Standing {}

        /** The administrator has registered it, or nobody need do so. */
        record Known(Optional<String> id) implements Standing {}

        /**
         * Reads the setting.
         *
         * @throws IllegalArgumentException if it is none
         */
        static Standing parse(String text) {
            return switch (text) {
                case "make" -> new Registers();
                case "none" -> new Known(Optional.empty());
                default -> {
                    if (!Target.isId(text)) {
                        throw new IllegalArgumentException(
                                "'" + text
                                        + "' is neither make nor none nor an id, which has only letters, digits, '-', '_' and ':'");
                    }
                    yield new Known(Optional.of(text));
                }
            };
        }
    }

    /**
     * Makes the way to a scanner.
     *
     * @throws IOException if the credentials cannot be used; its message says why
     */
    public static Access access(Url place, Credentials credentials, ServiceDialer dialer) throws IOException {
        Optional<Tls> tls = place.isSecure() ? Optional.of(credentials.tls()) : Optional.empty();
        return new Access(dialer, tls, credentials.authorization());
    }

    Targets targets(Events events) {
        return switch (standing) {
            case Standing.Registers() ->
                new Registrar(new Registry(place, name, timeout, access, Ticker.SYSTEM), events);
            case Standing.Known(Optional<String> id) -> new FixedTarget(Target.fixed(place, id));
        };
    }
}
