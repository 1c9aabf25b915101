package postprox.doctor;

import static postprox.config.LimitOptions.DATA_TIMEOUT;
import static postprox.config.ServiceOptions.DEADLINE;

import java.time.Duration;
import postprox.config.FilterOptions;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/** Whoever waits for another must wait longer than that one takes. */
final class TimeCheck {
    /** The time in which postprox answers after its deadline. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private TimeCheck() {}

    static void look(Patient patient, Findings findings) {
        for (Proxy proxy : patient.proxies()) {
            for (Route route : patient.into(proxy)) {
                deadline(patient, route, proxy, findings);
            }
            proxy.spawn().ifPresent(service -> spawn(patient, service, proxy, findings));
        }
    }

    /** Postfix waits for the answer to a message: its smtpd before the queue, its smtp client behind it. */
    private static void deadline(Patient patient, Route route, Proxy proxy, Findings findings) {
        String parameter = route.isProxied() ? "smtpd_proxy_timeout" : "smtp_data_done_timeout";
        Service client = route.client();
        Duration patience = Quantity.time(patient.postfix().value(client, parameter));
        Duration needed = proxy.get(DEADLINE).plus(MARGIN);
        if (patience.compareTo(needed) <= 0) {
            long longer = needed.plus(MARGIN).toSeconds();
            findings.add(
                    Diagnosis.TIMEOUT_TOO_LONG,
                    Patient.in(client),
                    "postprox may take " + proxy.get(DEADLINE).toSeconds()
                            + " s for a message (--deadline) and 5 s more, and " + parameter + " is "
                            + patience.toSeconds() + " s",
                    patient.mend().options(client, parameter + "=" + longer + "s"));
        }
        Duration filter = proxy.get(FilterOptions.TIMEOUT);
        if (filter.compareTo(patience) >= 0) {
            findings.add(
                    Diagnosis.TIMEOUT_TOO_LONG,
                    proxy.where(),
                    "a filter may take " + filter.toSeconds() + " s (--timeout), and " + parameter + " is "
                            + patience.toSeconds() + " s",
                    patient.mend().option(proxy, FilterOptions.TIMEOUT, "60"));
        }
    }

    /**
     * Postfix ends what spawn(8) runs after a time. A client that is slow may take up to {@code --data-timeout}; the default of that
     * is longer than Postfix's, so only one that somebody has chosen counts.
     */
    private static void spawn(Patient patient, Service service, Proxy proxy, Findings findings) {
        Postfix postfix = patient.postfix();
        String parameter = service.name() + "_time_limit";
        String value = postfix.has(parameter) ? postfix.parameter(parameter) : postfix.parameter("command_time_limit");
        Duration limit = Quantity.time(value);
        Duration content = proxy.configuration()
                .filter(known -> known.isGiven(DATA_TIMEOUT))
                .map(known -> known.get(DATA_TIMEOUT))
                .orElse(Duration.ZERO);
        Duration needed = proxy.get(DEADLINE).plus(MARGIN).plus(content);
        if (limit.compareTo(needed) < 0) {
            findings.add(
                    Diagnosis.SPAWN_TIME_LIMIT,
                    "main.cf: " + parameter,
                    "Postfix ends postprox after " + limit.toSeconds() + " s, and a message may take "
                            + needed.toSeconds() + " s",
                    patient.mend().main(parameter, Math.max(1000, needed.toSeconds()) + "s"));
        }
    }
}
