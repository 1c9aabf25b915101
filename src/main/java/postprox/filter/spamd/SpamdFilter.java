package postprox.filter.spamd;

import java.io.IOException;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.OwnFields;
import postprox.filter.service.Exchange;
import postprox.filter.service.Servers;
import postprox.filter.service.Visit;
import postprox.net.ServiceDialer;
import postprox.net.WireException;
import postprox.spool.SpoolException;

/** SpamAssassin's daemon spamd. It takes one request a connection, so that each message has a connection of its own. Thread-safe. */
public final class SpamdFilter implements Filter {
    private final Servers servers;
    private final ServiceDialer dialer;
    private final Users users;
    private final Judgement judgement;

    public SpamdFilter(Servers servers, ServiceDialer dialer, Users users, Judgement judgement) {
        this.servers = servers;
        this.dialer = dialer;
        this.users = users;
        this.judgement = judgement;
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        return servers.ask(
                examination,
                visit -> judgement.of(
                        ask(examination, visit), examination.message().text()::read));
    }

    @Override
    public Optional<OwnFields> ownFields() {
        return Optional.of(SpamFields.OWN);
    }

    private SpamdReply ask(Examination examination, Visit visit) throws IOException {
        try (Exchange exchange = visit.exchange(dialer)) {
            boolean hasAll =
                    SpamdRequest.send(exchange, examination.message().text(), users.of(examination.envelope()));
            return SpamdReply.read(exchange, hasAll, judgement::isAgainst);
        } catch (WireException e) {
            throw e.reason() == WireException.Cause.CLOSED ? aboutMessage(e) : e;
        }
    }

    /**
     * A close without a whole reply is about this message: spamd's child has died of it, and the next message gets another child. If spamd
     * itself has died, there is no connection to the next one. So a sender of such messages cannot switch spamd off for others.
     */
    private static Servers.CannotExamine aboutMessage(WireException e) {
        return new Servers.CannotExamine(String.valueOf(e.getMessage()));
    }
}
