package postprox.filter.hooks;

import postprox.event.Events;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.service.Servers;
import postprox.spool.SpoolException;

/** A scanner that speaks MTA Hooks. Each request has a connection of its own. Thread-safe. */
public final class HooksFilter implements Filter {
    private final Scanner scanner;
    private final Servers servers;
    private final Targets targets;

    /**
     * Makes a filter.
     *
     * @param servers the scanner's server alone
     * @param events  hears of a registration that cannot be renewed
     */
    public HooksFilter(Scanner scanner, Servers servers, Events events) {
        this.scanner = scanner;
        this.servers = servers;
        this.targets = scanner.targets(events);
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        targets.enter();
        try {
            return servers.ask(examination, visit -> new Asking(scanner, targets, examination, visit).answer());
        } finally {
            targets.leave();
        }
    }

    @Override
    public boolean isStale() {
        return scanner.credentials().haveChanged();
    }

    @Override
    public void close() {
        targets.close();
    }
}
