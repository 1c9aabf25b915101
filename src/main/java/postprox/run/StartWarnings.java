package postprox.run;

import java.io.IOException;
import postprox.config.FilterSettings;
import postprox.config.Settings;
import postprox.event.Events;
import postprox.event.ProcessEvent.StartWarning;
import postprox.event.ProcessEvent.StartWarning.Risk;
import postprox.filter.FailurePolicy;
import postprox.log.ProcessLines;
import postprox.net.SamePlace;

/**
 * Warns the administrator when a process starts. A check of the next hop may ask a name server, which takes time, and no
 * client may wait for that. So a service warns after it has begun to serve, and a process of a single session warns after that
 * session.
 */
final class StartWarnings {
    private final Settings settings;
    private final Events events;

    StartWarnings(Settings settings, Events events) {
        this.settings = settings;
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
        if (SamePlace.isFrontDoor(settings.nextHop())) {
            warnOf(Risk.NEXT_HOP_IS_FRONT_DOOR);
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
        try {
            settings.nextHop().addresses();
        } catch (IOException e) {
            warnOf(Risk.NEXT_HOP_UNKNOWN);
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
