package postprox.filter.milter;

import java.io.IOException;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.smtp.Replies;

/**
 * One message, played to a milter from the client's connection to the end of the content. The milter may end it at each step. Not
 * thread-safe.
 */
final class Play {
    private static final String NOTHING = "";

    private final Connection connection;
    private final Negotiation agreed;
    private final Envelope envelope;
    private final ClientFacts client;
    private final Content content;
    private final Macros macros;
    private final EndOfMessage end;
    private final SomeRefused someRefused;
    private Remarks remarks = Remarks.NONE;

    /**
     * Prepares to play a message.
     *
     * @param id what the milter calls the message in its log
     */
    Play(
            Connection connection,
            Negotiation agreed,
            Examination examination,
            Content content,
            MilterRules rules,
            String id) {
        this.connection = connection;
        this.agreed = agreed;
        this.envelope = examination.envelope();
        this.client = ClientFacts.of(envelope);
        this.content = content;
        this.macros = new Macros(rules, envelope, client, id, agreed.macros());
        this.end = new EndOfMessage(connection, agreed, examination, content);
        this.someRefused = rules.someRefused();
    }

    /**
     * Plays the message. No answer but a whole "go on" at its end, or "accept", lets it pass.
     *
     * @throws IOException if the milter says what is no answer, or if the connection broke
     */
    Answer run() throws IOException {
        for (Step step : Step.values()) {
            Optional<Answer> answer = play(step);
            if (answer.isPresent()) {
                leave(answer.get(), step);
                return answer.get();
            }
        }
        throw new IllegalStateException("the end of the message has an answer");
    }

    /** What may have the message acknowledged must be beyond doubt; a refusal leaves it with its sender. */
    private void leave(Answer answer, Step step) throws IOException {
        if (answer instanceof Verdict.Reject) {
            connection.breakOff();
        } else if (step == Step.END) {
            connection.leave(Packet.of(Packet.QUIT));
        } else {
            connection.leave(Packet.of(Packet.ABORT), Packet.of(Packet.QUIT));
        }
    }

    /** Plays a step. Returns an answer if the milter wants to see no more. */
    private Optional<Answer> play(Step step) throws IOException {
        return switch (step) {
            case CONNECT -> early(step, say(step, client.connect()));
            case HELO -> early(step, say(step, helo() + "\0"));
            case MAIL -> early(step, say(step, address(envelope.sender()) + "\0"));
            case RCPT -> recipients();
            case DATA, END_OF_HEADER -> early(step, say(step, NOTHING));
            case HEADER -> fields();
            case BODY -> body();
            case END -> Optional.of(end.play(macros.with(step), remarks));
        };
    }

    private String helo() {
        return envelope.helo().isEmpty() ? client.name() : ClientFacts.safe(envelope.helo());
    }

    private static String address(String address) {
        return address.equals("<>") ? address : "<" + ClientFacts.safe(address) + ">";
    }

    private Response say(Step step, String data) throws IOException {
        return say(step, macros.with(step), data);
    }

    /** Says a step, with its macros, and hears the answer if there will be one. */
    private Response say(Step step, Optional<Packet> named, String data) throws IOException {
        if (!agreed.wants(step)) {
            return new Response.GoOn();
        }
        if (named.isPresent()) {
            connection.send(named.get());
        }
        connection.send(new Packet(step.letter(), data));
        return answer(step);
    }

    private Response answer(Step step) throws IOException {
        if (!agreed.answers(step)) {
            return new Response.GoOn();
        }
        Response response = read(connection.ask());
        while (response instanceof Response.Progress) {
            response = read(connection.more());
        }
        return response;
    }

    private Response read(Packet packet) throws IOException {
        return Response.of(packet, agreed.hasLeadingSpace());
    }

    /** What an answer before the end of the message means for it; nothing if the next step is to follow. */
    private Optional<Answer> early(Step step, Response response) throws IOException {
        String said = "in answer to " + step.words();
        return switch (response) {
            case Response.GoOn _, Response.Progress _ -> Optional.empty();
            case Response.Accept _ -> Optional.of(new Verdict.Accept(remarks));
            case Response.Refuse(var reply, String words) ->
                Optional.of(new Verdict.Reject(reply, words.isEmpty() ? said : said + "; " + words));
            case Response.HangUp _ -> Optional.of(new Verdict.Reject(Replies.REFUSED_BY_MILTER_NOW, said));
            case Response.Discard _
            when step != Step.CONNECT && step != Step.HELO -> Optional.of(new Verdict.Discard(said));
            case Response.ChangeEnvelope change -> throw change.notPossible();
            case Response.Discard _ -> throw Response.misplaced("discard the message", step);
            case Response.Skip _ -> throw Response.misplaced("skip more of the same", step);
            case Response.Quarantine _ -> throw Response.misplaced("keep the message aside", step);
            case Response.ChangeHeader _ -> throw Response.misplaced("change the header", step);
            case Response.NewBody _ -> throw Response.misplaced("replace the body", step);
        };
    }

    private Optional<Answer> recipients() throws IOException {
        Refusals refusals = new Refusals(envelope.recipients().size());
        for (String recipient : envelope.recipients()) {
            Response response = say(Step.RCPT, macros.with(ClientFacts.safe(recipient)), address(recipient) + "\0");
            switch (response) {
                case Response.Refuse refusal -> refusals.add(refusal);
                case Response.Skip _ -> {
                    return end(refusals);
                }
                case Response.Accept _ -> {
                    // Those that it has refused before stay refused.
                    return end(refusals).or(() -> Optional.of(new Verdict.Accept(remarks)));
                }
                default -> {
                    Optional<Answer> early = early(Step.RCPT, response);
                    if (early.isPresent()) {
                        return early;
                    }
                }
            }
        }
        return end(refusals);
    }

    private Optional<Answer> end(Refusals refusals) {
        remarks = refusals.remarks();
        Optional<Answer> end = refusals.end(someRefused);
        if (end.isEmpty()) {
            connection.forgetRefusals();
        }
        return end;
    }

    private Optional<Answer> fields() throws IOException {
        for (Content.Field field : content.fields()) {
            Response response = say(Step.HEADER, field.data(agreed.hasLeadingSpace()));
            if (response instanceof Response.Skip) {
                return Optional.empty();
            }
            Optional<Answer> early = early(Step.HEADER, response);
            if (early.isPresent()) {
                return early;
            }
        }
        return Optional.empty();
    }

    private Optional<Answer> body() throws IOException {
        if (!agreed.wants(Step.BODY)) {
            return Optional.empty();
        }
        Content.Body body = content.body();
        byte[] piece = new byte[Packet.MOST_DATA];
        for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
            connection.send(Step.BODY.letter(), piece, count);
            Response response = answer(Step.BODY);
            if (response instanceof Response.Skip) {
                return Optional.empty();
            }
            Optional<Answer> early = early(Step.BODY, response);
            if (early.isPresent()) {
                return early;
            }
        }
        return Optional.empty();
    }
}
