package postprox.filter.milter;

import java.io.IOException;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.smtp.Replies;

/** The last step of a message, in whose answer a milter changes the message, and decides about it. Not thread-safe. */
final class EndOfMessage {
    private final Connection connection;
    private final boolean hasLeadingSpace;
    private final Changes changes;

    EndOfMessage(Connection connection, Negotiation agreed, Examination examination, Content content) {
        this.connection = connection;
        this.hasLeadingSpace = agreed.hasLeadingSpace();
        this.changes = new Changes(examination, content);
    }

    /**
     * Plays the step, and hears the changes and the decision.
     *
     * @param macros  the packet in front of the step
     * @param remarks what the milter has said that the log is to have if the message passes
     * @throws IOException if the milter says what is no answer, or if the connection broke
     */
    Answer play(Optional<Packet> macros, Remarks remarks) throws IOException {
        if (macros.isPresent()) {
            connection.send(macros.get());
        }
        connection.send(Packet.of(Step.END.letter()));
        Packet packet = connection.ask();
        Optional<Answer> answer = hear(packet, remarks);
        while (answer.isEmpty()) {
            packet = connection.more();
            answer = hear(packet, remarks);
        }
        return answer.get();
    }

    /** Takes a packet. Returns the answer if it decides. */
    private Optional<Answer> hear(Packet packet, Remarks remarks) throws IOException {
        switch (Response.of(packet, hasLeadingSpace)) {
            case Response.Progress _ -> {
                // The deadline stays where it is.
            }
            case Response.ChangeHeader(var edit) ->
                changes.edit(edit, packet.data().length());
            case Response.NewBody(String piece) -> changes.body(piece);
            case Response.Quarantine(String reason) -> changes.quarantine(reason);
            case Response.ChangeEnvelope change -> throw change.notPossible();
            case Response.Skip _ -> throw Response.misplaced("skip more of the same", Step.END);
            case Response.GoOn _, Response.Accept _ -> {
                return Optional.of(changes.verdict(remarks));
            }
            case Response.Refuse(var reply, String words) -> {
                return Optional.of(new Verdict.Reject(reply, words));
            }
            case Response.HangUp _ -> {
                return Optional.of(new Verdict.Reject(Replies.REFUSED_BY_MILTER_NOW));
            }
            case Response.Discard _ -> {
                return Optional.of(new Verdict.Discard(""));
            }
        }
        return Optional.empty();
    }
}
