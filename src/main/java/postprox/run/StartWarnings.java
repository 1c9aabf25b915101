package postprox.run;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import postprox.config.FilterSettings;
import postprox.config.Settings;
import postprox.event.Events;
import postprox.event.ProcessEvent.StartWarning;
import postprox.event.ProcessEvent.StartWarning.Risk;
import postprox.filter.FailurePolicy;
import postprox.log.ProcessLines;
import postprox.net.Dialer;
import postprox.net.SamePlace;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * Warns the administrator when a process starts. A check of the next hop may ask a name server, which takes time, and no
 * client may wait for that. So a service warns after it has begun to serve, and a process of a single session warns after that
 * session.
 */
final class StartWarnings {
    private static final Duration LOOK_UP = Duration.ofSeconds(10);

    private final Settings settings;
    private final Dialer dialer;
    private final Events events;

    StartWarnings(Settings settings, Dialer dialer, Events events) {
        this.settings = settings;
        this.dialer = dialer;
        this.events = events;
    }

    /** Warns of settings that are allowed, and that an administrator seldom wants. */
    void ofRisks() {
        if (settings.hasFilters()) {
            ofFilters();
        } else {
            warnOf(settings.filters().isEmpty() ? Risk.NO_FILTER : Risk.ONLY_OBSERVED);
        }
        for (String objection : settings.sparedPrograms()) {
            warn(new StartWarning(Risk.NO_PROGRAM, settings.nextHop().toString(), objection));
        }
        for (SocketAddress address : addresses()) {
            if (SamePlace.isFrontDoor(address)) {
                warnOf(Risk.NEXT_HOP_IS_FRONT_DOOR);
                return;
            }
        }
    }

    private void ofFilters() {
        FailurePolicy byDefault = settings.failurePolicy();
        boolean mayPass = settings.command().isPresent() && byDefault == FailurePolicy.PASS
                || settings.filters().stream()
                        .filter(filter -> filter.get(FilterSettings.OBSERVE).isEmpty())
                        .anyMatch(filter ->
                                filter.find(FilterSettings.ON_FAILURE).orElse(byDefault) == FailurePolicy.PASS);
        if (mayPass) {
            warnOf(Risk.UNFILTERED_ON_FAILURE);
        }
        if ("root".equals(System.getProperty("user.name"))) {
            warnOf(Risk.FILTER_IS_ROOT);
        }
    }

    /**
     * Warns of a next hop whose name has no address. Other modes do not ask, since each session needs the next hop at once and
     * reports its failure itself.
     */
    void ofUnknownNextHop() {
        if (addresses().isEmpty()) {
            warnOf(Risk.NEXT_HOP_UNKNOWN);
        }
    }

    /** The addresses of the next hop; none if they are not known in time. The first session tells the reason. */
    private List<SocketAddress> addresses() {
        try {
            return dialer.addresses(Deadline.after(Ticker.SYSTEM, LOOK_UP));
        } catch (IOException e) {
            return List.of();
        }
    }

    private void warnOf(Risk risk) {
        warn(new StartWarning(risk, settings.nextHop().toString(), ""));
    }

    private void warn(StartWarning warning) {
        events.publish(warning);
        Background.tell(ProcessLines.of(warning));
    }
}
