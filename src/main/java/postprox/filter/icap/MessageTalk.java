package postprox.filter.icap;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.http.Body;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Servers;
import postprox.net.Endpoint;
import postprox.smtp.Xforward;
import postprox.spool.SpooledText;

/**
 * Has a service examine a message. The message is clean if the service says 204 and names no finding, or if it returns all of the
 * message, byte for byte. Nothing else lets it pass. Not thread-safe.
 */
final class MessageTalk implements Talk<Answer> {
    /** How long a service may take to read what has been sent to it already, if the connection is to be kept. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    /**
     * The end of the ISTag of c-icap's virus_scan that has no scanner: a digest of nothing. It then calls all messages clean. That comes
     * about if clamd does not run when c-icap starts, or if no engine is included in its configuration.
     */
    private static final String NO_ENGINE = "1B2M2Y8AsgTpgAmY7PhCfg";

    /** The status of c-icap's virus_scan if clamd is gone, or if clamd cannot scan this message. It does not tell which. */
    private static final int SERVER_ERROR = 500;

    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int REDIRECTED = 300;
    private static final int REFUSED = 400;

    private final IcapRules rules;
    private final ServiceOptions options;
    private final Examination examination;
    private final Endpoint server;
    private boolean leavesOpen;

    MessageTalk(IcapRules rules, ServiceOptions options, Examination examination, Endpoint server) {
        this.rules = rules;
        this.options = options;
        this.examination = examination;
        this.server = server;
    }

    @Override
    public Answer over(Exchange exchange) throws IOException, ClosedSilently {
        Sender sender = new Sender(exchange.wire(), examination.message().text());
        boolean isOver = false;
        try {
            Answer answer = said(exchange, sender);
            leavesOpen = leavesOpen && sender.hasEnded(MOMENT) && Talk.isSilent(exchange);
            isOver = leavesOpen;
            return answer;
        } finally {
            if (!isOver) {
                exchange.close();
            }
            sender.end();
        }
    }

    /** A head that cannot be read may have had a finding, and a sender may have made it so. */
    private Answer said(Exchange exchange, Sender sender) throws IOException, ClosedSilently {
        try {
            return ask(exchange, sender);
        } catch (Head.Unreadable e) {
            throw inDoubt(String.valueOf(e.getMessage()), exchange);
        }
    }

    /** The answer may have been about a finding. Another server may tell, and without one the message does not pass. */
    private static Servers.CannotExamine inDoubt(String why, Exchange exchange) {
        exchange.heard().mayBeAgainst();
        return new Servers.CannotExamine(why);
    }

    private Answer ask(Exchange exchange, Sender sender) throws IOException, ClosedSilently {
        Method method = options.method(rules.method());
        OptionalInt preview = rules.previews() ? options.preview() : OptionalInt.empty();
        byte[] head = new IcapRequests(rules)
                .about(
                        server,
                        method,
                        preview,
                        examination.message().size(),
                        examination.envelope().client(Xforward.Attribute.ADDR));
        if (preview.isPresent()) {
            sender.sendPreview(head, preview.getAsInt());
        } else {
            sender.sendAll(head);
        }
        Talk.awaitAnswer(exchange);
        IcapReply reply = IcapReply.read(exchange);
        if (reply.status() == IcapReply.CONTINUE && preview.isPresent()) {
            // Some services say so also if the preview was all of the message (RFC 3507, erratum 5893).
            sender.sendRest();
            reply = IcapReply.read(exchange);
        }
        return answer(reply, method, exchange, sender);
    }

    private Answer answer(IcapReply reply, Method method, Exchange exchange, Sender sender) throws IOException {
        Optional<IcapReply.Encapsulated> encapsulated = reply.encapsulated();
        List<Head> heads = new ArrayList<>(List.of(reply.head()));
        encapsulated.flatMap(IcapReply.Encapsulated::head).ifPresent(heads::add);
        int page = encapsulated.isPresent() ? encapsulated.get().status() : 0;
        List<Finding> findings = new ArrayList<>(Finding.in(heads));
        boolean isRefused =
                page >= REFUSED || page >= REDIRECTED && rules.meaning().onRedirect() == OnRedirect.REJECT;
        // Where a field says why the page stands in place of the message, the page has no name for it.
        if (isRefused && findings.isEmpty()) {
            encapsulated.get().head().map(Finding::page).ifPresent(findings::add);
        }
        if (!findings.isEmpty()) {
            boolean isBlocked = page >= REDIRECTED
                    || reply.status() >= REFUSED
                    || encapsulated
                            .filter(returned -> returned.isOtherThan(method))
                            .isPresent();
            return rules.meaning().of(findings, isBlocked, from(reply));
        }
        if (page >= REDIRECTED) {
            throw new Servers.CannotExamine("it redirects to another page: "
                    + encapsulated
                            .get()
                            .head()
                            .map(Head::statusLine)
                            .map(Head::words)
                            .orElse(""));
        }
        if (reply.tag().contains(NO_ENGINE)) {
            return new NoVerdict.Failed("its virus_scan has no scanner and calls all messages clean (ISTag "
                    + reply.tag() + "); start clamd before c-icap, and see that c-icap.conf includes clamd_mod.conf");
        }
        return switch (reply.status()) {
            case IcapReply.UNMODIFIED -> unmodified(reply, exchange, sender);
            case IcapReply.OK -> returned(reply, method, exchange);
            case NOT_FOUND, METHOD_NOT_ALLOWED -> new NoVerdict.Failed("it answered " + reply.words());
            case SERVER_ERROR -> throw new Servers.CannotExamine("it answered " + reply.words());
            default -> {
                // Such as 400 and 413: the service takes others, but not this message.
                if (reply.status() / 100 == 4) {
                    throw new Servers.CannotExamine("it answered " + reply.words());
                }
                yield new NoVerdict.Failed("it answered " + reply.words());
            }
        };
    }

    private Answer unmodified(IcapReply reply, Exchange exchange, Sender sender) throws IOException {
        if (reply.encapsulated().map(IcapReply.Encapsulated::hasBody).orElse(false)) {
            throw inDoubt("it answered " + reply.words() + " with a body", exchange);
        }
        if (!sender.isAtEnd()) {
            throw new Servers.CannotExamine("it called the message clean before it had all of it");
        }
        leavesOpen = !reply.closes();
        return new Verdict.Accept(new Remarks(from(reply), Optional.empty()));
    }

    private Answer returned(IcapReply reply, Method method, Exchange exchange) throws IOException {
        IcapReply.Encapsulated returned = reply.encapsulated()
                .orElseThrow(() -> new WrongAnswer("it answered " + reply.words() + " without the message"));
        if (returned.isResponse() != (method == Method.RESPMOD)) {
            throw new Servers.CannotExamine("it answered with a page of its own in place of the message");
        }
        Comparison comparison =
                new Comparison(examination, returned.length(), rules.modifies() && isOfOurType(returned));
        Optional<SpooledText> changed = returned.hasBody() ? comparison.read(Body.chunked(exchange)) : comparison.end();
        leavesOpen = !reply.closes();
        Remarks remarks = new Remarks(
                (changed.isPresent() ? "returned another text; " : "returned the message; ") + from(reply),
                Optional.empty());
        return changed.isPresent() ? new Verdict.Edit(List.of(), changed, remarks) : new Verdict.Accept(remarks);
    }

    /** A page of HTML about a finding must not pass in place of the message. */
    private boolean isOfOurType(IcapReply.Encapsulated returned) {
        Optional<String> type = returned.head().flatMap(head -> head.first("Content-Type"));
        boolean isEncoded =
                returned.head().flatMap(head -> head.first("Content-Encoding")).isPresent();
        return !isEncoded && type.map(this::isOurs).orElse(false);
    }

    private boolean isOurs(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().equalsIgnoreCase(rules.contentType());
    }

    /** The server and the version of its signatures, for the log. */
    private String from(IcapReply reply) {
        return server + (reply.tag().isEmpty() ? "" : " ISTag " + reply.tag());
    }

    @Override
    public boolean leavesOpen() {
        return leavesOpen;
    }
}
