package postprox.filter.icap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.net.WireException;
import postprox.text.WireText;

/**
 * A reply of a service, up to where a body begins (RFC 3507 sections 4.3.3 and 4.4).
 *
 * @param status       the status code of ICAP itself
 * @param head         its own head
 * @param encapsulated what is in it, if it says so
 */
record IcapReply(int status, Head head, Optional<Encapsulated> encapsulated) {
    static final int CONTINUE = 100;
    static final int OK = 200;
    static final int UNMODIFIED = 204;

    private static final int MOST_BYTES_OF_TAG = 60;
    private static final int ERROR = 400;
    private static final String ICAP = "ICAP";
    private static final String HTTP = "HTTP";
    private static final String REQUEST_HEAD = "req-hdr";
    private static final String RESPONSE_HEAD = "res-hdr";
    private static final String NO_BODY = "null-body";
    private static final List<String> BODIES = List.of("req-body", "res-body", "opt-body", NO_BODY);

    /**
     * The request or the response that a reply holds.
     *
     * @param head       its head; empty if there is only a body
     * @param isResponse whether it is a response
     * @param hasBody    whether a body in chunks follows
     */
    record Encapsulated(Optional<Head> head, boolean isResponse, boolean hasBody) {
        /**
         * The status code of a response; 0 if there is none.
         *
         * @throws WrongAnswer if its head has none
         */
        int status() throws WrongAnswer {
            return isResponse && head.isPresent() ? head.get().status(HTTP) : 0;
        }

        /** Whether it cannot be the message: a response where the service got a request, or a request where it got a response. */
        boolean isOtherThan(Method method) {
            return (head.isPresent() || hasBody) && isResponse != (method == Method.RESPMOD);
        }

        /** The length that the body has by its head; empty if the head names none. */
        Optional<String> length() {
            return head.flatMap(known -> known.first("Content-Length"));
        }
    }

    /**
     * Reads a reply up to its body.
     *
     * @throws WrongAnswer   if it is none of ICAP
     * @throws Head.Unreadable if it begins as one of ICAP, and what it has cannot be told
     * @throws WireException if the connection breaks or ends before its end
     */
    static IcapReply read(Exchange exchange) throws WrongAnswer, Head.Unreadable, WireException {
        String statusLine = Head.statusLine(exchange, ICAP);
        int status = new Head(statusLine, List.of()).status(ICAP);
        if (status == OK || status >= ERROR) {
            // A field that names a finding may follow; behind 200 also a page about one, in place of the message.
            exchange.heard().mayBeAgainst();
        }
        Head head = Head.cutBehind(statusLine, exchange);
        if (status >= ERROR) {
            // All of it is here, and what it says is in its fields alone.
            exchange.heard().nothingAgainst();
        }
        // Behind any other reply the connection is closed, so that what such a reply holds need not be read.
        return new IcapReply(
                status, head, status == OK || status == UNMODIFIED ? encapsulated(head, exchange) : Optional.empty());
    }

    private static Optional<Encapsulated> encapsulated(Head head, Exchange exchange)
            throws Head.Unreadable, WireException {
        List<String> values = head.all("Encapsulated");
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = names(values);
        Optional<Head> request = Optional.empty();
        Optional<Head> response = Optional.empty();
        for (String name : names) {
            if (name.equals(REQUEST_HEAD)) {
                request = Optional.of(inner(exchange, false));
            } else if (name.equals(RESPONSE_HEAD)) {
                response = Optional.of(inner(exchange, true));
            }
        }
        String last = names.getLast();
        boolean isResponse = response.isPresent() || last.equals("res-body");
        return Optional.of(new Encapsulated(isResponse ? response : request, isResponse, !last.equals(NO_BODY)));
    }

    private static Head inner(Exchange exchange, boolean isResponse) throws Head.Unreadable, WireException {
        try {
            Head head = Head.cut(exchange);
            int _ = isResponse ? head.status(HTTP) : 0;
            return head;
        } catch (WrongAnswer e) {
            throw new Head.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** The names of the parts: a head of each sort at most, and then one body or the word that there is none. */
    private static List<String> names(List<String> values) throws Head.Unreadable {
        String value = String.join(",", values);
        List<String> names = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= value.length(); at++) {
            if (at == value.length() || value.charAt(at) == ',') {
                String part = value.substring(start, at);
                int equals = part.indexOf('=');
                names.add(part.substring(0, Math.max(0, equals)).strip());
                start = at + 1;
            }
        }
        boolean isKnown = BODIES.contains(names.getLast())
                && names.stream().distinct().count() == names.size()
                && names.subList(0, names.size() - 1).stream()
                        .allMatch(name -> name.equals(REQUEST_HEAD) || name.equals(RESPONSE_HEAD));
        if (!isKnown) {
            throw new Head.Unreadable("its reply says of its parts '" + Head.words(value) + "'");
        }
        return names;
    }

    /** The version of the service and of its signatures (section 4.7), printable US-ASCII; empty if the reply lacks it. */
    String tag() {
        String tag = head.first("ISTag").orElse("");
        boolean isQuoted = tag.length() > 1 && tag.startsWith("\"") && tag.endsWith("\"");
        return WireText.shorten(WireText.ascii(isQuoted ? tag.substring(1, tag.length() - 1) : tag), MOST_BYTES_OF_TAG);
    }

    /** Whether the service closes the connection behind this reply. */
    boolean closes() {
        return head.all("Connection").stream().anyMatch(value -> !value.equalsIgnoreCase("keep-alive"));
    }

    /** Its first line, for the log. */
    String words() {
        return "'" + Head.words(head.statusLine()) + "'";
    }
}
