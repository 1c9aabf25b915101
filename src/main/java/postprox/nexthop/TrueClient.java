package postprox.nexthop;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import postprox.smtp.Command;
import postprox.smtp.Extension;
import postprox.smtp.Reply;
import postprox.smtp.Verb;
import postprox.smtp.Xforward;
import postprox.smtp.Xforward.Attribute;

/**
 * Tells the next hop who the client is, if a balancer has told it and the client itself tells nothing. It does so by XFORWARD before
 * each MAIL, since a transaction's end ends what XFORWARD has said (Postfix's XFORWARD_README). Not thread-safe.
 */
final class TrueClient {
    private final Map<Attribute, String> facts;
    private Set<Attribute> wanted = Set.of();
    private boolean isSilent;

    /**
     * Makes a client of which the next hop has heard nothing yet.
     *
     * @param told what the balancer has told of it; not empty
     */
    TrueClient(Map<Attribute, String> told) {
        facts = new EnumMap<>(told);
        facts.put(Attribute.NAME, "");
    }

    /** Notes what the next hop wants to know, by its reply to EHLO. */
    void hear(Reply ehlo) {
        wanted = Xforward.offered(ehlo);
    }

    /** Notes a command of the client that the next hop carried out. */
    void note(Command command) {
        switch (command.verb()) {
            case HELO, EHLO -> {
                facts.put(Attribute.PROTO, command.verb() == Verb.EHLO ? "ESMTP" : "SMTP");
                facts.put(Attribute.HELO, command.argument());
            }
            // XCLIENT describes the client for the whole session.
            case XCLIENT -> isSilent = true;
            case XFORWARD, MAIL, RCPT, DATA, BDAT, RSET, NOOP, QUIT, AUTH, WITHHELD, OTHER -> {}
        }
    }

    /** Whether a MAIL needs these words in front. They are never part of a group (RFC 2920), since MAIL depends on their reply. */
    boolean speaks(NextHopConnection hop) {
        return !isSilent
                && wanted.contains(Attribute.ADDR)
                && hop.offer().extensions().contains(Extension.XFORWARD);
    }

    /** Tells the next hop, unless the client has told it for this transaction. A next hop that refuses to hear it is not told again. */
    void tell(NextHopConnection hop, Replay replay) throws NextHopLost {
        if (!speaks(hop) || replay.hasXforward()) {
            return;
        }
        Command command = Xforward.command(facts, wanted);
        Reply reply = hop.ask(command);
        if (reply.isPositive()) {
            replay.remember(command);
        } else {
            isSilent = true;
        }
    }
}
