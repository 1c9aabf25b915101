package postprox.run;

import java.io.IOException;
import java.util.List;
import postprox.config.FilterSettings;
import postprox.config.FilterSpec;
import postprox.config.HooksRules;
import postprox.config.HooksSettings;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.Events;
import postprox.filter.Filter;
import postprox.filter.hooks.Credentials;
import postprox.filter.hooks.HooksFilter;
import postprox.filter.hooks.Scanner;
import postprox.filter.http.Url;
import postprox.filter.service.Servers;
import postprox.net.ServiceDialer;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** Makes the filters of kind {@code hooks}. */
final class HooksFilters {
    private HooksFilters() {}

    /**
     * Makes a filter.
     *
     * @throws UsageException if its files cannot be used
     */
    static Filter make(FilterSpec spec, Events events, Watchdog watchdog) throws UsageException {
        Url place = Url.parse(spec.where());
        Servers servers = new Servers(spec.name(), List.of(place.place()), events, Ticker.SYSTEM);
        try {
            return new HooksFilter(scanner(spec, place, new ServiceDialer(watchdog)), servers, events);
        } catch (IOException e) {
            throw new UsageException("filter " + spec.name() + ": " + e.getMessage());
        }
    }

    private static Scanner scanner(FilterSpec spec, Url place, ServiceDialer dialer) throws IOException {
        Credentials credentials =
                Credentials.read(spec.find(HooksSettings.TOKEN_FILE), spec.find(HooksSettings.CA_FILE));
        return new Scanner(
                place,
                credentials,
                Scanner.access(place, credentials, dialer),
                spec.get(HooksSettings.DIALECT),
                HooksRules.standing(spec),
                spec.name(),
                spec.get(FilterSettings.TIMEOUT));
    }

    /**
     * Refuses filters that register, in a process that serves one session. A registration a session would use up what a scanner allows,
     * and a killed process leaves it behind.
     */
    static void checkForOneSession(Settings settings) throws UsageException {
        for (FilterSpec filter : settings.filters()) {
            if (HooksRules.registers(filter)) {
                throw new UsageException(
                        "filter " + filter.name() + ": a process that serves one session must not register with"
                                + " the scanner; serve by -l or by a resident process, or name the endpoint of hooks as the place,"
                                + " with registration=ID or registration=none");
            }
        }
    }
}
