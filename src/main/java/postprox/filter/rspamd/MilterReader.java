package postprox.filter.rspamd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.http.Head;
import postprox.filter.rspamd.MilterBlock.Addition;
import postprox.filter.rspamd.MilterBlock.Removal;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.text.SurrogateEscape;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the member {@code milter} of an answer, as rspamd's own milter reads it (milter.c). Not thread-safe. */
final class MilterReader {
    private final JsonParser json;
    private final List<Removal> removals = new ArrayList<>();
    private final List<Addition> additions = new ArrayList<>();
    private final List<Addition> spamHeaders = new ArrayList<>();
    private final List<String> envelope = new ArrayList<>();
    private Optional<String> spamHeader = Optional.empty();
    private Optional<String> onReject = Optional.empty();
    private boolean noAction;

    /** Begins where the parser stands. */
    MilterReader(JsonParser json) {
        this.json = json;
    }

    MilterBlock read() throws IOException {
        Members.object(json, this::member);
        return new MilterBlock(removals, additions, spamHeader, spamHeaders, onReject, noAction, envelope);
    }

    private void member(String name) throws IOException {
        switch (name) {
            case "remove_headers" -> Members.object(json, of -> Members.each(json, _ -> removal(of)));
            case "add_headers" -> Members.object(json, of -> Members.each(json, _ -> addition(of)));
            case "spam_header" -> spamHeader();
            case "reject" -> onReject = Optional.of(Members.text(json));
            case "no_action" -> noAction = Members.isTrue(json);
            case "change_from", "add_rcpt", "del_rcpt" -> envelope(name);
            default -> json.skipChildren();
        }
    }

    private void removal(String name) throws IOException {
        bound(removals);
        removals.add(new Removal(SurrogateEscape.wire(name), Members.whole(json)));
    }

    /** A field as a text, or as an object with its value and its place. */
    private void addition(String name) throws IOException {
        bound(additions);
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            additions.add(new Addition(SurrogateEscape.wire(name), Members.text(json), Addition.AT_THE_END));
            return;
        }
        List<String> value = new ArrayList<>();
        int[] order = {Addition.AT_THE_END};
        Members.object(json, of -> {
            switch (of) {
                case "value" -> value.add(Members.text(json));
                case "order", "index" -> order[0] = Members.whole(json);
                default -> json.skipChildren();
            }
        });
        if (value.isEmpty()) {
            throw new WrongAnswer("its answer adds a header field without a value: '" + Head.words(name) + "'");
        }
        additions.add(new Addition(SurrogateEscape.wire(name), value.getFirst(), order[0]));
    }

    private void spamHeader() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            spamHeader = Optional.of(Members.text(json));
            return;
        }
        Members.object(json, name -> {
            bound(spamHeaders);
            spamHeaders.add(new Addition(SurrogateEscape.wire(name), Members.text(json), Addition.AT_THE_END));
        });
    }

    private void envelope(String name) throws IOException {
        Members.each(json, _ -> {
            bound(envelope);
            envelope.add(name);
            json.skipChildren();
        });
    }

    private static void bound(List<?> list) throws WrongAnswer {
        if (list.size() == ReplyReader.MOST_ENTRIES) {
            throw new WrongAnswer("its answer asks for more than " + ReplyReader.MOST_ENTRIES + " edits");
        }
    }
}
