package postprox.filter.rspamd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import postprox.filter.http.Head;
import postprox.filter.rspamd.ScanReply.Symbol;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Heard;
import postprox.text.SurrogateEscape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads rspamd's answer. Members that it does not know are skipped, since each release and each module has some of its own. Those that it
 * knows must be what they should. Not thread-safe.
 */
final class ReplyReader {
    /** The most entries of a list. A rule that matches twice as often has gone wrong. */
    static final int MOST_ENTRIES = 1000;

    private static final int MOST_CHARACTERS_OF_TEXT = 256 * 1024;
    private static final int MOST_DEPTH = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // A rule may copy what a sender wrote, and no sender may make the answer one that nobody can read.
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MOST_CHARACTERS_OF_TEXT)
                    .maxNestingDepth(MOST_DEPTH)
                    .build())
            .build();

    private final JsonParser json;
    private final Heard heard;
    private Optional<String> action = Optional.empty();
    private OptionalDouble score = OptionalDouble.empty();
    private OptionalDouble requiredScore = OptionalDouble.empty();
    private List<Symbol> symbols = List.of();
    private boolean hasMessageId;
    private boolean isSkipped;
    private Optional<String> subject = Optional.empty();
    private Optional<String> smtpMessage = Optional.empty();
    private List<String> signatures = List.of();
    private MilterBlock milter = MilterBlock.NONE;

    /**
     * Begins to read an answer.
     *
     * @param heard learns of an action by which the message is not to pass as it came. What a sender wrote, and could make the answer
     *     unreadable, stands behind it
     */
    ReplyReader(AnswerText text, Heard heard) {
        this.heard = heard;
        this.json = JSON.createParser(ObjectReadContext.empty(), text);
    }

    /**
     * Reads an answer to its end.
     *
     * @throws WrongAnswer if it is none of rspamd
     * @throws IOException if the connection breaks
     */
    ScanReply read() throws IOException {
        try (json) {
            members();
            return reply();
        } catch (JacksonIOException e) {
            // The parser has no other way to pass a failure of its source on.
            throw e.getCause();
        } catch (JacksonException e) {
            throw new WrongAnswer("its answer cannot be read: " + Head.words(e.getOriginalMessage()));
        }
    }

    private void members() throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT, "it is no object");
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            member(json.currentName(), json.nextToken());
        }
        require(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null, "more follows its end");
    }

    private void member(String name, JsonToken value) throws IOException {
        switch (name) {
            case "action" -> action(Members.text(json));
            case "score" -> score = number(value, name);
            case "required_score" -> requiredScore = number(value, name);
            case "symbols" -> symbols = symbols();
            case "message-id" -> {
                // A sender chooses its length. It is skipped, and no limit of texts holds for it.
                require(value == JsonToken.VALUE_STRING, "its message-id is no text");
                hasMessageId = true;
            }
            case "is_skipped" -> isSkipped = Members.isTrue(json);
            case "subject" -> subject = Optional.of(Members.text(json));
            case "messages" ->
                Members.object(json, of -> {
                    if (of.equals("smtp_message")) {
                        smtpMessage = Optional.of(Members.text(json));
                    } else {
                        json.skipChildren();
                    }
                });
            case "dkim-signature" -> signatures = Members.texts(json);
            case "milter" -> milter = new MilterReader(json).read();
            case "error" -> throw new WrongAnswer("it said '" + Head.words(Members.text(json)) + "'");
            default -> json.skipChildren();
        }
    }

    private void action(String name) {
        action = Optional.of(name);
        if (!RspamdMeaning.isPassing(name)) {
            heard.against("its action was '" + Words.printable(name) + "'");
        }
    }

    /** A number; empty for {@code null}, as UCL writes one that is not finite. */
    private OptionalDouble number(JsonToken value, String name) throws WrongAnswer {
        if (value == JsonToken.VALUE_NULL) {
            return OptionalDouble.empty();
        }
        require(value.isNumeric(), "its " + name + " is no number");
        return OptionalDouble.of(json.getDoubleValue());
    }

    private List<Symbol> symbols() throws IOException {
        List<Symbol> all = new ArrayList<>();
        Members.object(json, name -> {
            double[] share = {0};
            Members.object(json, of -> {
                if (of.equals("score")) {
                    share[0] = number(json.currentToken(), of).orElse(0);
                } else {
                    json.skipChildren();
                }
            });
            if (all.size() < MOST_ENTRIES) {
                all.add(new Symbol(SurrogateEscape.wire(name), share[0]));
            }
        });
        return all;
    }

    private ScanReply reply() throws WrongAnswer {
        require(action.isPresent(), "it has no action");
        if (milter.noAction()) {
            heard.nothingAgainst();
        }
        return new ScanReply(
                action.get(),
                score,
                requiredScore,
                symbols,
                hasMessageId,
                isSkipped,
                subject,
                smtpMessage,
                signatures,
                milter);
    }

    private static void require(boolean isSo, String otherwise) throws WrongAnswer {
        if (!isSo) {
            throw new WrongAnswer("its answer cannot be read: " + otherwise);
        }
    }
}
