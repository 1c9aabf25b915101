package postprox.run;

import java.io.IOException;
import postprox.config.Settings;
import postprox.filter.FailurePolicy;
import postprox.log.MailLog;
import postprox.net.SamePlace;

/**
 * What an administrator is warned of when a process starts. A look at the next hop may ask a name server, which takes its
 * time: no client is to wait for that, so a process warns when it has begun to serve, and one of a single session behind it.
 */
final class StartWarnings {
    private final Settings settings;
    private final MailLog log;

    StartWarnings(Settings settings, MailLog log) {
        this.settings = settings;
        this.log = log;
    }

    /** Of what is allowed and seldom meant. */
    void ofRisks() {
        if (settings.command().isEmpty()) {
            warnAtStart("there is no filter (-c): all messages pass");
        } else if (settings.failurePolicy() == FailurePolicy.PASS) {
            warnAtStart("when the filter fails, messages pass unfiltered; -r refuses them for now instead");
        }
        if (settings.command().isPresent() && "root".equals(System.getProperty("user.name"))) {
            warnAtStart("the filter runs as root on mail from strangers; start postprox as an ordinary user");
        }
        if (SamePlace.isFrontDoor(settings.nextHop())) {
            warnAtStart("the next hop is port 25 of this machine; "
                    + "mail goes round if that is the server that asks postprox; "
                    + "give it the port of the after-filter server, such as 10026");
        }
    }

    /** Of a next hop that cannot be reached; a session, which needs it at once, says so itself. */
    void ofUnknownNextHop() {
        try {
            settings.nextHop().addresses();
        } catch (IOException e) {
            warnAtStart("no address is known for the next hop " + settings.nextHop()
                    + "; until one is, clients are told 421");
        }
    }

    private void warnAtStart(String what) {
        log.warning(what);
        Background.tell("warning: " + what);
    }
}
