package postprox.filter.spamd;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import postprox.filter.http.Body;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Heard;
import postprox.filter.service.Servers;
import postprox.net.WireException;
import postprox.text.WireText;

/**
 * spamd's reply to SYMBOLS. There is none unless all of it has come.
 *
 * @param isSpam   whether spamd calls the message spam
 * @param score    the message's score
 * @param required the score from which on spamd calls a message spam
 * @param tests    the names of the rules that the message met, visible US-ASCII without commas
 */
record SpamdReply(boolean isSpam, BigDecimal score, BigDecimal required, List<String> tests) {
    /** The most bytes of all names together. SpamAssassin's own rules are about a thousand, of which few are met at once. */
    static final int MOST_BYTES = 32 * 1024;

    /** The longest name of a rule. */
    static final int LONGEST_NAME = 200;

    private static final String SCORES = "Spam";
    private static final String LENGTH = "Content-length";
    private static final String NOT_ONE_FIELD = "its reply has not one field " + SCORES + " and one " + LENGTH;

    SpamdReply {
        tests = List.copyOf(tests);
    }

    /**
     * Reads a reply to its end.
     *
     * @param isComplete whether spamd has got all of the message
     * @param isAgainst  whether a message of which spamd says this is not to pass as it came
     * @throws WrongAnswer           if there is no spamd, or if it tells of an error; or if the reply is none to SYMBOLS or is larger than
     *     allowed
     * @throws Servers.CannotExamine if it tells of an error that is about this message alone
     * @throws WireException         if the connection breaks or ends before the reply does
     */
    static SpamdReply read(Exchange exchange, boolean isComplete, Predicate<SpamdReply> isAgainst) throws IOException {
        String line = Head.statusLine(exchange);
        SpamdStatus.of(line).check();
        exchange.heard().itsProtocol();
        Head head = Head.behind(line, exchange, field -> hear(field, exchange.heard(), isAgainst));
        if (head.all(SCORES).size() != 1) {
            throw new WrongAnswer(NOT_ONE_FIELD);
        }
        return withoutTests(head.all(SCORES).getFirst()).withTests(head, exchange, isComplete);
    }

    /** Notes a score against the message at once, whatever follows. */
    private static void hear(Head.Field field, Heard heard, Predicate<SpamdReply> isAgainst) {
        if (!field.name().equalsIgnoreCase(SCORES)) {
            return;
        }
        try {
            SpamdReply reply = withoutTests(field.value());
            if (isAgainst.test(reply)) {
                heard.against("it gave the message the score " + reply.score().toPlainString());
            }
        } catch (WrongAnswer e) {
            // A line may follow that continues this one. If none does, the whole head is found to be wrong.
        }
    }

    private static SpamdReply withoutTests(String value) throws WrongAnswer {
        String[] scores = scores(value);
        return new SpamdReply(isSpam(scores[0]), score(scores[1]), score(scores[2]), List.of());
    }

    private SpamdReply withTests(Head head, Exchange exchange, boolean isComplete) throws IOException {
        if (head.all(LENGTH).size() != 1) {
            throw new WrongAnswer(NOT_ONE_FIELD);
        }
        String names = body(head, exchange);
        if (exchange.hasSpoken() && exchange.read(new byte[1], 0, 1) > 0) {
            throw new WrongAnswer("it wrote more than a reply");
        }
        if (!isComplete) {
            throw new WrongAnswer("it answered before it had all of the message");
        }
        return new SpamdReply(isSpam, score, required, tests(names));
    }

    /** The three parts of {@code True ; 10.0 / 5.0}. */
    private static String[] scores(String value) throws WrongAnswer {
        int semicolon = value.indexOf(';');
        int slash = value.indexOf('/', semicolon + 1);
        if (semicolon < 0 || slash < 0) {
            throw noScores(value);
        }
        return new String[] {
            value.substring(0, semicolon).strip(),
            value.substring(semicolon + 1, slash).strip(),
            value.substring(slash + 1).strip()
        };
    }

    private static boolean isSpam(String word) throws WrongAnswer {
        return switch (word) {
            case "True" -> true;
            case "False" -> false;
            default -> throw noScores(word);
        };
    }

    private static BigDecimal score(String text) throws WrongAnswer {
        Optional<BigDecimal> score = Score.of(text);
        return score.orElseThrow(() -> noScores(text));
    }

    private static WrongAnswer noScores(String text) {
        return new WrongAnswer("its reply has no scores: '" + Head.words(text) + "'");
    }

    private static String body(Head head, Exchange exchange) throws IOException {
        Body body = Body.ofLength(head.all(LENGTH).getFirst(), exchange);
        byte[] block = new byte[1024];
        StringBuilder text = new StringBuilder();
        for (int count = body.read(block); count >= 0; count = body.read(block)) {
            text.append(WireText.of(block, 0, count));
            if (text.length() > MOST_BYTES) {
                throw new WrongAnswer("the names of its rules have more than " + MOST_BYTES + " bytes");
            }
        }
        return text.toString();
    }

    /** The names between the commas. Up to version 1.2 of the protocol a line end follows them. */
    private static List<String> tests(String names) throws WrongAnswer {
        List<String> tests = new ArrayList<>();
        String all = names.strip();
        for (int start = 0; start < all.length(); ) {
            int comma = all.indexOf(',', start);
            int end = comma < 0 ? all.length() : comma;
            String name = all.substring(start, end).strip();
            if (!isName(name)) {
                throw new WrongAnswer("its reply has what is no name of a rule: '" + Head.words(name) + "'");
            }
            tests.add(name);
            start = end + 1;
        }
        return tests;
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_NAME && text.chars().allMatch(c -> c > ' ' && c <= '~');
    }
}
