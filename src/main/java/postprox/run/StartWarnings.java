package postprox.run;

import java.io.IOException;
import postprox.config.Settings;
import postprox.event.Event.StartWarning;
import postprox.event.Event.StartWarning.Risk;
import postprox.event.Events;
import postprox.filter.FailurePolicy;
import postprox.log.ProcessLines;
import postprox.net.SamePlace;

/**
 * What an administrator is warned of when a process starts. A look at the next hop may ask a name server, which takes its
 * time: no client is to wait for that, so a process warns when it has begun to serve, and one of a single session behind it.
 */
final class StartWarnings {
    private final Settings settings;
    private final Events events;

    StartWarnings(Settings settings, Events events) {
        this.settings = settings;
        this.events = events;
    }

    /** Of what is allowed and seldom meant. */
    void ofRisks() {
        if (settings.command().isEmpty()) {
            warnOf(Risk.NO_FILTER);
        } else if (settings.failurePolicy() == FailurePolicy.PASS) {
            warnOf(Risk.UNFILTERED_ON_FAILURE);
        }
        if (settings.command().isPresent() && "root".equals(System.getProperty("user.name"))) {
            warnOf(Risk.FILTER_IS_ROOT);
        }
        if (SamePlace.isFrontDoor(settings.nextHop())) {
            warnOf(Risk.NEXT_HOP_IS_FRONT_DOOR);
        }
    }

    /** Of a next hop that cannot be reached; a session, which needs it at once, says so itself. */
    void ofUnknownNextHop() {
        try {
            settings.nextHop().addresses();
        } catch (IOException e) {
            warnOf(Risk.NEXT_HOP_UNKNOWN);
        }
    }

    private void warnOf(Risk risk) {
        StartWarning warning = new StartWarning(risk, settings.nextHop().toString());
        events.publish(warning);
        Background.tell(ProcessLines.of(warning));
    }
}
