package postprox.filter.milter;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.service.Servers;
import postprox.filter.service.Visit;
import postprox.net.ServiceDialer;
import postprox.spool.SpoolException;

/**
 * Asks a milter about each message, over a connection of its own. The packet by which a connection could serve another client (SMFIC_QUIT_NC)
 * is lost on libmilter in some of its states, and the milter never answers again. Thread-safe.
 */
public final class MilterFilter implements Filter {
    private final Servers servers;
    private final ServiceDialer dialer;
    private final MilterRules rules;
    private final AtomicLong messages = new AtomicLong();

    public MilterFilter(Servers servers, ServiceDialer dialer, MilterRules rules) {
        this.servers = servers;
        this.dialer = dialer;
        this.rules = rules;
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        try {
            Content content = Content.of(examination.message());
            String id = id(examination.envelope().session());
            return servers.ask(examination, visit -> talk(visit, examination, content, id));
        } catch (Content.CannotBeShown e) {
            // A sender could switch the milter off for a message so.
            return new NoVerdict.Doubtful(String.valueOf(e.getMessage()));
        }
    }

    /** The session's id, and a number that no other message of this process has: letters and digits, since MIMEDefang makes a directory of it. */
    private String id(String session) {
        return session + "x" + Long.toHexString(messages.incrementAndGet());
    }

    private Answer talk(Visit visit, Examination examination, Content content, String id) throws IOException {
        try (Connection connection = new Connection(visit.exchange(dialer), visit.deadline())) {
            connection.send(Negotiation.offer(rules.offer()));
            Negotiation agreed = Negotiation.of(connection.ask());
            visit.heard().itsProtocol();
            return new Play(connection, agreed, examination, content, rules, id).run();
        }
    }
}
