package postprox.filter.rspamd;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.OwnFields;
import postprox.filter.http.Body;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Heard;
import postprox.filter.service.Servers;
import postprox.filter.service.Servers.CannotExamine;
import postprox.filter.service.Visit;
import postprox.mail.HeaderBlock;
import postprox.net.ServiceDialer;
import postprox.net.WireException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/**
 * The spam filter rspamd, which is asked in HTTP. Each message has a connection of its own: rspamd answers one request on each. Thread-safe.
 */
public final class RspamdFilter implements Filter {
    private static final String HTTP = "HTTP";
    private static final int OK = 200;
    private static final int MOST_DIGITS = 9;
    private static final int DECIMAL = 10;

    private final Servers servers;
    private final ServiceDialer dialer;
    private final RspamdMeaning meaning;
    private final ScanRequest request;

    /**
     * Makes a filter.
     *
     * @param mtaName the machine's name, which rspamd may write into the message; empty if it is not known
     */
    public RspamdFilter(Servers servers, ServiceDialer dialer, RspamdMeaning meaning, String mtaName) {
        this.servers = servers;
        this.dialer = dialer;
        this.meaning = meaning;
        this.request = new ScanRequest(mtaName);
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        return servers.ask(examination, visit -> ask(visit, examination));
    }

    @Override
    public Optional<OwnFields> ownFields() {
        return Optional.of(meaning.ownFields());
    }

    private Answer ask(Visit visit, Examination examination) throws IOException {
        try (Exchange exchange = visit.exchange(dialer)) {
            Head head = headOfAnswer(exchange, visit, examination);
            return answer(head, Body.behind(head, exchange), exchange.heard(), examination);
        }
    }

    private Head headOfAnswer(Exchange exchange, Visit visit, Examination examination) throws IOException {
        boolean isSent = false;
        Head head;
        try {
            isSent = exchange.send(
                    request.head(examination, visit.server().toString()),
                    examination.message().text()::read);
            head = Head.read(exchange, HTTP);
        } catch (WireException e) {
            throw e.reason() == WireException.Cause.CLOSED ? withoutAnswer(isSent && exchange.hasEnded(), visit, e) : e;
        }
        if (head.status(HTTP) != OK) {
            throw new CannotExamine("it said '" + Head.words(head.statusLine()) + "'");
        }
        if (!isSent) {
            throw new WrongAnswer("it answered before it had all of the message");
        }
        return head;
    }

    /**
     * What it means that rspamd has closed the connection without an answer. If it had not read all of the message, the message is too
     * large for it: it says nothing in that case, and it could examine all others. Otherwise it ended on the message.
     *
     * @param hadAll whether it had read all of the message
     */
    private IOException withoutAnswer(boolean hadAll, Visit visit, WireException closed) {
        if (RspamdProbe.isMilter(visit.server(), dialer, visit.deadline())) {
            return new WrongAnswer(RspamdProbe.MILTER);
        }
        return hadAll
                ? closed
                : new CannotExamine(
                        "it closed the connection before it had read all of the message, as it does with one that is"
                                + " larger than its max_message");
    }

    private Answer answer(Head head, Body body, Heard heard, Examination examination) throws IOException {
        if (isCompressed(head)) {
            // No sender can bring that about, so that it counts.
            return new NoVerdict.Failed("its answer is compressed, for which it was not asked");
        }
        Optional<Long> offset = offset(head);
        AnswerText text = offset.isPresent() ? AnswerText.first(offset.get(), body) : AnswerText.all(body);
        ScanReply reply = new ReplyReader(text, heard).read();
        // Where its administrator wants a message left alone, it does not look into it.
        if (!reply.hasMessageId() && !reply.isSkipped() && examination.message().size() > 0) {
            throw new WrongAnswer("it has seen an empty message");
        }
        return meaning.of(reply, new RspamdMeaning.Source() {
            @Override
            public HeaderBlock header() throws IOException {
                return HeaderBlock.read(examination.message().text()::read);
            }

            @Override
            public Optional<SpooledText> content(HeaderBlock header) throws IOException {
                return offset.isPresent() ? Optional.of(NewBody.read(body, examination, header)) : Optional.empty();
            }
        });
    }

    private static boolean isCompressed(Head head) {
        return head.first("Compression").isPresent()
                || head.first("Content-Encoding").isPresent();
    }

    /**
     * Where the JSON ends and the new body begins; empty if there is none.
     *
     * @throws WrongAnswer if that cannot be told, or if nothing tells where the body ends
     */
    private static Optional<Long> offset(Head head) throws WrongAnswer {
        List<String> offsets = head.all("Message-Offset").stream().distinct().toList();
        if (offsets.isEmpty()) {
            return Optional.empty();
        }
        boolean hasEnd = !head.all("Content-Length").isEmpty()
                || !head.all("Transfer-Encoding").isEmpty();
        if (offsets.size() > 1 || !WireText.isNumber(offsets.getFirst(), MOST_DIGITS) || !hasEnd) {
            throw new WrongAnswer("its answer does not say where the new body begins and ends");
        }
        return Optional.of(Long.parseLong(offsets.getFirst(), DECIMAL));
    }
}
