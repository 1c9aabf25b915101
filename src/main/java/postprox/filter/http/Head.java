package postprox.filter.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.net.WireException;
import postprox.text.WireText;

/**
 * The head of an answer: a status line, and header fields up to an empty line (RFC 9112 sections 2 to 5).
 *
 * @param statusLine the first line, as it came
 * @param fields     the fields in their order
 */
public record Head(String statusLine, List<Field> fields) {
    private static final int MOST_BYTES_OF_LINE = 8 * 1024;
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_BYTES_OF_CUT = 256 * 1024;
    private static final int MOST_WORDS_IN_LOG = 100;

    /**
     * A header field.
     *
     * @param value the value without blanks around it; a folded value has one blank in place of each fold
     */
    public record Field(String name, String value) {}

    public Head {
        fields = List.copyOf(fields);
    }

    /**
     * Reads a head.
     *
     * @throws WrongAnswer   if it is larger than 64 KB, or has what is no field
     * @throws WireException if the connection breaks or ends before the empty line
     */
    public static Head read(Exchange exchange) throws WrongAnswer, WireException {
        return behind(statusLine(exchange), exchange);
    }

    /**
     * Reads the head of an answer. Another service that is asked by mistake, and waits after its first line, is found out by that line.
     *
     * @param protocol the name of the protocol, without its version
     * @throws WrongAnswer if the first line is no status line of this protocol, and as in {@link #read(Exchange)}
     */
    public static Head read(Exchange exchange, String protocol) throws WrongAnswer, WireException {
        return behind(statusLine(exchange, protocol), exchange);
    }

    /**
     * Reads the status line of an answer alone.
     *
     * @param protocol the name of the protocol, without its version
     * @throws WrongAnswer   if it is no status line of this protocol
     * @throws WireException if the connection breaks or ends before its end
     */
    public static String statusLine(Exchange exchange, String protocol) throws WrongAnswer, WireException {
        String statusLine = statusLine(exchange);
        int _ = new Head(statusLine, List.of()).status(protocol);
        exchange.heard().itsProtocol();
        return statusLine;
    }

    /**
     * Reads the rest of the head of an answer about a message, whose fields may hold what a sender has written, such as names of
     * attachments. A line or a value of more than 8 KB is cut there.
     *
     * @throws Unreadable    if it is larger than 256 KB, or has what is no field
     * @throws WireException if the connection breaks or ends before the empty line
     */
    public static Head cutBehind(String statusLine, Exchange exchange) throws Unreadable, WireException {
        List<Field> fields = new ArrayList<>();
        int left = MOST_BYTES_OF_CUT;
        try {
            String line = cutLine(exchange, left);
            while (!line.isEmpty()) {
                left -= line.length() + 2;
                String part = cut(line);
                boolean isFold = isBlank(part.charAt(0)) && !fields.isEmpty();
                // A name that is too long is no name.
                fields.add(isFold ? cutFold(fields.removeLast(), part) : field(part));
                line = cutLine(exchange, left);
            }
        } catch (WrongAnswer e) {
            throw new Unreadable(String.valueOf(e.getMessage()));
        }
        return new Head(statusLine, fields);
    }

    /** Reads a head that an answer holds, and the rest of it as {@link #cutBehind} does. */
    public static Head cut(Exchange exchange) throws WrongAnswer, Unreadable, WireException {
        return cutBehind(next(exchange), exchange);
    }

    /** The service speaks its protocol, and the rest of its head cannot be read. A sender may have caused that. */
    public static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        public Unreadable(String reason) {
            super(reason);
        }
    }

    private static String cutLine(Exchange exchange, int most) throws WrongAnswer, WireException {
        try {
            return exchange.line(Math.max(0, most));
        } catch (WrongAnswer e) {
            throw new WrongAnswer("the head of its answer has more than " + MOST_BYTES_OF_CUT + " bytes");
        } catch (WireException e) {
            throw e.reason() == WireException.Cause.CLOSED ? Exchange.closed(false) : e;
        }
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MOST_BYTES_OF_LINE));
    }

    private static Field cutFold(Field field, String line) {
        Field whole = field.value().length() < MOST_BYTES_OF_LINE ? folded(field, line) : field;
        return new Field(whole.name(), cut(whole.value()));
    }

    /**
     * Reads a status line alone. Some services send nothing behind one that tells of an error.
     *
     * @throws WrongAnswer   if it is too long
     * @throws WireException if the connection breaks or ends before its end
     */
    public static String statusLine(Exchange exchange) throws WrongAnswer, WireException {
        return exchange.line(MOST_BYTES_OF_LINE);
    }

    /** Reads the rest of a head whose status line was read alone. It fails as {@link #read(Exchange)} does. */
    private static Head behind(String statusLine, Exchange exchange) throws WrongAnswer, WireException {
        return behind(statusLine, exchange, _ -> {});
    }

    /**
     * Reads the rest of a head whose status line was read alone. It fails as {@link #read(Exchange)} does.
     *
     * @param listener hears of each field when a line of it has come: what follows may be no head
     */
    public static Head behind(String statusLine, Exchange exchange, Consumer<Field> listener)
            throws WrongAnswer, WireException {
        List<Field> fields = new ArrayList<>();
        int bytes = statusLine.length();
        for (String line = next(exchange); !line.isEmpty(); line = next(exchange)) {
            bytes += line.length() + 2;
            if (bytes > MOST_BYTES) {
                throw new WrongAnswer("the head of its answer has more than " + MOST_BYTES + " bytes");
            }
            boolean isFold = isBlank(line.charAt(0)) && !fields.isEmpty();
            fields.add(isFold ? folded(fields.removeLast(), line) : field(line));
            listener.accept(fields.getLast());
        }
        return new Head(statusLine, fields);
    }

    private static String next(Exchange exchange) throws WrongAnswer, WireException {
        try {
            return exchange.line(MOST_BYTES_OF_LINE);
        } catch (WireException e) {
            throw e.reason() == WireException.Cause.CLOSED ? Exchange.closed(false) : e;
        }
    }

    /** The field with one more line. ICAP services fold lists of findings so; RFC 9112 section 5.2 still has it read. */
    private static Field folded(Field field, String line) {
        return new Field(field.name(), (field.value() + " " + line.strip()).strip());
    }

    private static Field field(String line) throws WrongAnswer {
        int colon = line.indexOf(':');
        // A blank in front of the colon hides a field from those who look for its name (RFC 9112 section 5.1).
        if (colon <= 0 || !line.substring(0, colon).chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new WrongAnswer("its answer has a line that is no header field: '" + words(line) + "'");
        }
        return new Field(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** A text of the service's for a log line: printable and short. */
    public static String words(String text) {
        return WireText.shorten(WireText.printable(text), MOST_WORDS_IN_LOG);
    }

    /** The value of the first field of a name, in upper or lower case. */
    public Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /** The values of all fields of a name, in upper or lower case. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /**
     * The status code behind the protocol's name, as in {@code HTTP/1.1 200 OK} and {@code ICAP/1.0 204 Unmodified}.
     *
     * @param protocol the name without its version
     * @throws WrongAnswer if the first line is none of this protocol
     */
    public int status(String protocol) throws WrongAnswer {
        int blank = statusLine.indexOf(' ');
        boolean isOfProtocol = statusLine.startsWith(protocol + "/") && blank > 0;
        String code = isOfProtocol ? firstWord(statusLine.substring(blank + 1)) : "";
        if (code.length() != 3 || !WireText.isNumber(code, 3)) {
            throw new WrongAnswer("no " + protocol + " is spoken there: it answered '" + words(statusLine) + "'");
        }
        return Integer.parseInt(code);
    }

    private static String firstWord(String text) {
        int blank = text.indexOf(' ');
        return blank < 0 ? text : text.substring(0, blank);
    }
}
