package postprox.config;

import java.util.Optional;
import postprox.filter.hooks.Dialect;
import postprox.filter.hooks.Scanner.Standing;
import postprox.filter.http.Url;

/** What the settings of a filter of kind {@code hooks} mean together. */
public final class HooksRules {
    private HooksRules() {}

    /** What is wrong with settings that do not go together. */
    static Optional<String> objection(FilterSpec filter) {
        Url place = Url.parse(filter.where());
        boolean isAllowed = filter.get(HooksSettings.PLAIN_HTTP) && place.isOnLoopback();
        if (!place.isSecure() && !isAllowed) {
            return Optional.of("hooks:" + filter.where() + " would send mail and token in the clear; write https://"
                    + (place.isOnLoopback() ? ", or allow it by plain-http=yes" : ""));
        }
        if (filter.get(HooksSettings.DIALECT) == Dialect.STALWART
                && filter.settings().isGiven(HooksSettings.REGISTRATION)) {
            return Optional.of(
                    "hooks:" + filter.where()
                            + ": the dialect stalwart has no registrations; leave registration= out, and let the place be the endpoint of the hook");
        }
        return Optional.empty();
    }

    /** Whether a filter registers with its scanner. */
    public static boolean registers(FilterSpec filter) {
        return filter.kind() == FilterKind.HOOKS && standing(filter) instanceof Standing.Registers;
    }

    /** How a filter stands with its scanner. */
    public static Standing standing(FilterSpec filter) {
        return filter.get(HooksSettings.DIALECT) == Dialect.STALWART
                ? new Standing.Known(Optional.empty())
                : filter.get(HooksSettings.REGISTRATION);
    }
}
