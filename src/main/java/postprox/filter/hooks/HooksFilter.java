package postprox.filter.hooks;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import postprox.event.Events;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.filter.service.Visit;
import postprox.mail.HeaderBlock;
import postprox.spool.SpoolException;

/** A scanner that speaks MTA Hooks. Each request has a connection of its own. Thread-safe. */
public final class HooksFilter implements Filter {
    private final Scanner scanner;
    private final Servers servers;
    private final Targets targets;

    /** A message whose header is too large to be shown is refused as each one whose header is too large to be changed. */
    private static final Answer REFUSED_BY_CHAIN =
            new Verdict.Edit(List.of(Verdict.Edit.ofNothing()), Optional.empty(), Remarks.NONE);

    /** One message at the scanner. */
    private final class Attempt implements Servers.Attempt {
        private final Examination examination;
        private boolean cannotShow;

        Attempt(Examination examination) {
            this.examination = examination;
        }

        @Override
        public Answer at(Visit visit) throws IOException {
            try {
                return new Asking(scanner, targets, examination, visit).answer();
            } catch (HeaderBlock.TooLarge e) {
                // It says nothing of the scanner, which was not asked.
                cannotShow = true;
                throw new Servers.NotToPass(String.valueOf(e.getMessage()));
            }
        }
    }

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
        Attempt attempt = new Attempt(examination);
        targets.enter();
        try {
            Answer answer = servers.ask(examination, attempt);
            return attempt.cannotShow ? REFUSED_BY_CHAIN : answer;
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
