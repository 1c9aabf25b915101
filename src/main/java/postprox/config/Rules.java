package postprox.config;

import static postprox.config.ServiceOptions.FOREGROUND;
import static postprox.config.ServiceOptions.LISTEN;
import static postprox.config.ServiceOptions.LOG;
import static postprox.config.ServiceOptions.NEXT_HOP;
import static postprox.config.ServiceOptions.PIDFILE;
import static postprox.config.ServiceOptions.RESIDENT;
import static postprox.config.ServiceOptions.RESIDENT_IDLE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.filter.command.ProcessLimits;
import postprox.net.Endpoint;
import postprox.net.SamePlace;

/** Checks that the options of a configuration go together. */
public final class Rules {
    private Rules() {}

    /** Checks a proxy's options. The next hop may be missing, since a configuration file need not name one. */
    public static void ofProxy(Configuration configuration) throws UsageException {
        Optional<Endpoint> listen = configuration.find(LISTEN);
        if (listen.isPresent()) {
            ofService(configuration, listen.get());
            return;
        }
        for (Option<?> option : List.of(FOREGROUND, PIDFILE)) {
            if (!configuration.text(option).equals(option.byDefault())) {
                throw new UsageException(configuration.name(option) + " has a meaning only with -l");
            }
        }
    }

    private static void ofService(Configuration configuration, Endpoint listen) throws UsageException {
        for (Option<?> option : List.of(RESIDENT, RESIDENT_IDLE)) {
            if (configuration.isGiven(option)) {
                throw new UsageException(configuration.name(option) + " has no meaning with -l");
            }
        }
        if (!configuration.get(FOREGROUND) && configuration.get(LOG).usesStandardError()) {
            throw new UsageException(
                    configuration.name(LOG) + " stderr: in the background nobody reads it; add --foreground");
        }
        Optional<Endpoint> nextHop = configuration.find(NEXT_HOP);
        if (nextHop.isPresent() && SamePlace.leadsTo(nextHop.get(), listen)) {
            throw new UsageException(configuration.name(NEXT_HOP) + ": " + nextHop.get()
                    + " is also where -l listens: mail would go round and round");
        }
    }

    /** Checks the filter's options. */
    static void ofFilter(ProcessLimits limits) throws UsageException {
        if (limits.isAny() && !Files.isExecutable(Path.of(ProcessLimits.PRLIMIT))) {
            throw new UsageException("the limits of filters need " + ProcessLimits.PRLIMIT + "; install util-linux");
        }
    }
}
