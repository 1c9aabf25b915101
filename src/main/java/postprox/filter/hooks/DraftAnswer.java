package postprox.filter.hooks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NewContent;
import postprox.filter.Verdict;
import postprox.filter.http.BodyStream;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Heard;
import postprox.filter.service.Servers.CannotExamine;
import postprox.filter.service.Servers.NotToPass;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;
import postprox.net.WireException;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads an answer of draft-degennaro-mta-hooks-01 section 6: an object of the lists {@code set}, {@code add} and {@code delete}, whose
 * operations take effect in this order, wherever they stand. Not thread-safe.
 */
final class DraftAnswer {
    private static final int MOST_OPERATIONS = 1000;
    private static final String RAW_MESSAGE = "/rawMessage";
    private static final String PATH = "path";
    private static final String VALUE = "value";
    private static final String INDEX = "index";

    private final Examination examination;
    private final BodyStream body;
    private final Wanted wanted;
    private final Map<String, List<Operation>> operations = new LinkedHashMap<>();
    private int count;
    private Optional<NewContent> content = Optional.empty();

    /** An operation as it is written. */
    private record Operation(String path, Map<String, Json> members) {
        Json value() {
            return members.getOrDefault(VALUE, new Json.Nothing());
        }
    }

    private DraftAnswer(Examination examination, BodyStream body, Wanted wanted) {
        this.examination = examination;
        this.body = body;
        this.wanted = wanted;
    }

    /**
     * Reads an answer.
     *
     * @throws NewContent.TooLarge if it has a new message that is larger than allowed
     * @throws CannotExamine       if it is void, and the scanner has named no other action than to accept
     * @throws NotToPass           if it is void otherwise
     * @throws IOException         if the connection breaks
     */
    static Answer read(Examination examination, BodyStream body, String request, Heard heard) throws IOException {
        DraftAnswer answer = new DraftAnswer(examination, body, new Wanted(request, heard));
        try {
            answer.read();
        } catch (Json.Wrong | WrongAnswer e) {
            answer.wanted.object(String.valueOf(e.getMessage()));
        } catch (WireException e) {
            if (e.reason() == WireException.Cause.TIMEOUT || !answer.wanted.isMore()) {
                throw e;
            }
            // Another try could bring another answer.
            answer.wanted.object("it breaks off");
        }
        return answer.answer();
    }

    private void read() throws IOException {
        try (JsonParser json = Json.parser(body)) {
            JsonToken first = json.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new Json.Wrong(
                        first == JsonToken.START_ARRAY
                                ? "it is an array where draft-01 has an object; draft-02 has arrays"
                                : "it is no object");
            }
            Json.Reader values = new Json.Reader(json);
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                list(json, values, json.currentName());
            }
            Json.requireEnd(json);
        } catch (JacksonException e) {
            throw Json.why(e);
        }
    }

    private void list(JsonParser json, Json.Reader values, String name) throws IOException {
        JsonToken token = json.nextToken();
        if (!Set.of("set", "add", "delete").contains(name)) {
            wanted.object("it has a member that draft-01 does not know: " + Head.words(name));
            json.skipChildren();
        } else if (token == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                operation(json, values, name);
            }
        } else if (token != JsonToken.VALUE_NULL) {
            wanted.object("its " + name + " is no array");
            json.skipChildren();
        }
    }

    private void operation(JsonParser json, Json.Reader values, String list) throws IOException {
        if (++count > MOST_OPERATIONS) {
            throw new Json.Wrong("it has more than " + MOST_OPERATIONS + " operations");
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            wanted.object("an operation is no object");
            json.skipChildren();
            return;
        }
        Map<String, Json> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            boolean isMessage =
                    list.equals("set") && name.equals(VALUE) && path(members).equals(RAW_MESSAGE);
            members.put(name, isMessage && token == JsonToken.VALUE_STRING ? message(json) : values.value());
        }
        Operation operation = new Operation(path(members), members);
        operations.computeIfAbsent(list, _ -> new ArrayList<>()).add(operation);
        if (list.equals("set") && operation.path().equals("/action")) {
            // At once: what follows may not be JSON, and it counts that the scanner did not accept.
            wanted.action(operation.value());
        }
    }

    private static String path(Map<String, Json> members) {
        return members.getOrDefault(PATH, new Json.Nothing()).asText().orElse("");
    }

    /** Takes a new message from where the parser is, without having all of it in memory. */
    private Json message(JsonParser json) throws IOException {
        if (content.isPresent()) {
            throw new Json.Wrong("it sets /rawMessage twice");
        }
        NewContent made = new NewContent(examination);
        content = Optional.of(made);
        Base64Sink sink = new Base64Sink(made);
        long before = json.currentLocation().getByteOffset();
        body.free(true);
        json.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, sink);
        body.free(false);
        // Behind the text stands the quotation mark that ends it.
        if (!sink.isStrict(json.currentLocation().getByteOffset() - before - 1)) {
            wanted.object("its /rawMessage is no strict Base64");
        }
        if (made.size() == 0) {
            wanted.object("its /rawMessage is empty");
        }
        return new Json.Other();
    }

    private Answer answer() throws IOException {
        // A new message has its own header: operations on this one's are left out (sections 5.6.2 and 6.3.4).
        boolean changesHeader = changesHeader() && content.isEmpty();
        Optional<HeaderOperations> header = changesHeader ? header() : Optional.empty();
        for (String list : List.of("set", "add", "delete")) {
            for (Operation operation : operations.getOrDefault(list, List.of())) {
                try {
                    apply(list, operation, header);
                } catch (Json.Wrong e) {
                    wanted.object(e.getMessage() + " (" + list + " " + Head.words(operation.path()) + ")");
                }
            }
        }
        List<HeaderEdit> otherwise = changesHeader ? List.of(Verdict.Edit.ofNothing()) : List.of();
        return wanted.answer(header.map(HeaderOperations::edits).orElse(otherwise), content);
    }

    private boolean changesHeader() {
        return operations.values().stream()
                .flatMap(List::stream)
                .anyMatch(operation -> operation.path().startsWith(HeaderOperations.PATH));
    }

    /** The header to be changed; empty if it is too large for that. The chain finds the same with any edit, and refuses the message. */
    private Optional<HeaderOperations> header() throws IOException {
        try {
            return Optional.of(
                    new HeaderOperations(HeaderBlock.read(examination.message().text()::read)));
        } catch (HeaderBlock.TooLarge e) {
            return Optional.empty();
        }
    }

    private void apply(String list, Operation operation, Optional<HeaderOperations> header) throws Json.Wrong {
        requireMembers(operation, list);
        String path = operation.path();
        Json value = operation.value();
        if (list.equals("set") && path.startsWith("/response")) {
            response(path, value);
        } else if (list.equals("set") && path.equals(RAW_MESSAGE)) {
            if (content.isEmpty()) {
                throw new Json.Wrong("the value must be a text, and stand behind its path");
            }
        } else if (path.startsWith(HeaderOperations.PATH)) {
            if (header.isPresent()) {
                header.get().apply(list, path, value, operation.members().getOrDefault(INDEX, new Json.Nothing()));
            }
        } else if (!list.equals("set") || !path.equals("/action")) {
            throw new Json.Wrong("postprox cannot do this");
        }
    }

    private static void requireMembers(Operation operation, String list) throws Json.Wrong {
        for (String name : operation.members().keySet()) {
            boolean isKnown = name.equals(PATH)
                    || name.equals(VALUE) && !list.equals("delete")
                    || name.equals(INDEX) && list.equals("add");
            if (!isKnown) {
                throw new Json.Wrong(
                        "an operation has a member that draft-01 does not know there: " + Head.words(name));
            }
        }
    }

    private void response(String path, Json value) throws Json.Wrong {
        Refusal refusal = wanted.refusal();
        switch (path) {
            case "/response" -> {
                if (!(value instanceof Json.Members(var members))
                        || !Set.of("code", "enhancedCode", "message").containsAll(members.keySet())) {
                    throw new Json.Wrong("this is no reply");
                }
                wanted.objectIf(refusal.code(value.member("code")));
                wanted.objectIf(refusal.enhancedCode(value.member("enhancedCode")));
                wanted.objectIf(refusal.message(value.member("message")));
            }
            case "/response/code" -> wanted.objectIf(refusal.code(value));
            case "/response/enhancedCode" -> wanted.objectIf(refusal.enhancedCode(value));
            case "/response/message" -> wanted.objectIf(refusal.message(value));
            default -> throw new Json.Wrong("postprox cannot do this");
        }
    }
}
