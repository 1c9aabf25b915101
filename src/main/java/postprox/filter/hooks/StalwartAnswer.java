package postprox.filter.hooks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NewContent;
import postprox.filter.http.BodyStream;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Heard;
import postprox.filter.service.Servers.CannotExamine;
import postprox.filter.service.Servers.NotToPass;
import postprox.mail.HeaderField;
import postprox.net.WireException;

/**
 * Reads an answer as Stalwart reads it, and as its documentation has it where the two differ. Members that are not known are left out,
 * as there. Not thread-safe.
 */
final class StalwartAnswer {
    private static final int MOST_MODIFICATIONS = 1000;

    private final Examination examination;
    private final StalwartRequest request;
    private final EditsByPlace header;
    private final Wanted wanted;
    private Optional<String> body = Optional.empty();

    private StalwartAnswer(Examination examination, StalwartRequest request, Heard heard) {
        this.examination = examination;
        this.request = request;
        this.header = new EditsByPlace(request.header());
        this.wanted = new Wanted("", heard);
    }

    /**
     * Reads an answer.
     *
     * @throws NewContent.TooLarge if it has a new body that is larger than allowed
     * @throws CannotExamine       if it is void, and the scanner has named no other action than to accept
     * @throws NotToPass           if it is void otherwise
     * @throws IOException         if the connection breaks
     */
    static Answer read(Examination examination, StalwartRequest request, BodyStream bytes, Heard heard)
            throws IOException {
        StalwartAnswer answer = new StalwartAnswer(examination, request, heard);
        try {
            Map<String, Json> members = new LinkedHashMap<>();
            Json.readLarge(bytes, (name, value) -> {
                members.put(name, value);
                answer.action(name, value);
            });
            answer.take(new Json.Members(members));
        } catch (Json.Wrong | WrongAnswer e) {
            answer.wanted.object(String.valueOf(e.getMessage()));
        } catch (WireException e) {
            if (e.reason() == WireException.Cause.TIMEOUT || !answer.wanted.isMore()) {
                throw e;
            }
            // Another try could bring another answer.
            answer.wanted.object("it breaks off");
        }
        return answer.wanted.answer(answer.header.edits(), answer.newContent());
    }

    /** Takes the action at once: what follows may not be JSON, and it counts that the scanner did not accept. */
    private void action(String name, Json value) {
        if (name.equals("action") && !(value instanceof Json.Nothing)) {
            wanted.action(value);
        }
    }

    private void take(Json.Members answer) {
        if (answer.member("action") instanceof Json.Nothing) {
            wanted.object("it has no action");
            return;
        }
        switch (answer.member("response")) {
            case Json.Nothing _ -> {
                // postprox's own words.
            }
            case Json.Members response -> response(response);
            default -> wanted.object("its response is no object");
        }
        switch (answer.member("modifications")) {
            case Json.Nothing _ -> {
                // Nothing is changed.
            }
            case Json.Items(List<Json> items) when items.size() <= MOST_MODIFICATIONS -> items.forEach(this::modify);
            default -> wanted.object("its modifications are no array, or more than " + MOST_MODIFICATIONS);
        }
    }

    private void response(Json.Members response) {
        Refusal refusal = wanted.refusal();
        Json code = response.member("enhancedStatus");
        wanted.objectIf(refusal.code(response.member("status")));
        // The documentation has the first name, the code the second.
        wanted.objectIf(refusal.enhancedCode(code instanceof Json.Nothing ? response.member("enhanced_status") : code));
        wanted.objectIf(refusal.message(response.member("message")));
    }

    private void modify(Json modification) {
        String type = modification.member("type").asText().orElse("");
        try {
            modify(type, modification);
        } catch (Json.Wrong e) {
            wanted.object(e.getMessage() + " (" + Head.words(type) + ")");
        }
    }

    private void modify(String type, Json modification) throws Json.Wrong {
        switch (type) {
            case "addHeader" -> header.insert(0, field(modification));
            case "insertHeader" -> header.insert(placeToInsert(modification), field(modification));
            case "changeHeader" -> change(modification);
            case "deleteHeader" -> delete(text(modification, "name"), index(modification));
            case "replaceContents" -> replaceBody(text(modification, "value"));
            default -> throw new Json.Wrong("postprox cannot do this");
        }
    }

    /** In front of the field with this name and number, or of the last one with the name; otherwise on top. */
    private int placeToInsert(Json modification) throws Json.Wrong {
        String name = text(modification, "name");
        int number = Math.min(index(modification), header.count(name));
        return number == 0 ? 0 : header.find(name, number);
    }

    private void change(Json modification) throws Json.Wrong {
        String name = text(modification, "name");
        int number = index(modification);
        if (text(modification, "value").isEmpty()) {
            delete(name, number);
            return;
        }
        int place = header.find(name, number);
        if (place < 0) {
            header.insert(0, field(modification));
        } else {
            header.replace(place, field(modification));
        }
    }

    private void delete(String name, int number) {
        int place = header.find(name, number);
        if (place >= 0) {
            header.delete(place);
        }
    }

    /** An empty body changes nothing, and of several the last one counts, as in Stalwart. */
    private void replaceBody(String value) throws Json.Wrong {
        if (value.isEmpty()) {
            return;
        }
        if (!request.isBodyUtf8()) {
            throw new Json.Wrong("the message's body is not UTF-8, so that the scanner has not seen it as it is");
        }
        body = Optional.of(value);
    }

    private static HeaderField field(Json modification) throws Json.Wrong {
        return EditsByPlace.field(text(modification, "name"), text(modification, "value"));
    }

    private static String text(Json modification, String member) throws Json.Wrong {
        Optional<String> text = modification.member(member).asText();
        return text.orElseThrow(() -> new Json.Wrong("it has no text " + member));
    }

    private static int index(Json modification) throws Json.Wrong {
        if (modification.member("index") instanceof Json.Whole(int number) && number >= 0) {
            return number;
        }
        throw new Json.Wrong("it has no index that is a number from 0 up");
    }

    /** The header as it is, for the edits, and behind it the new body. */
    private Optional<NewContent> newContent() throws IOException {
        if (body.isEmpty() || wanted.isVoid()) {
            return Optional.empty();
        }
        NewContent content = new NewContent(examination);
        content.writeBeginning(request.header().sourceLength());
        write(content, content.isAtLine() ? "\n" : "\n\n");
        write(content, body.get());
        return Optional.of(content);
    }

    private static void write(NewContent content, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        content.write(bytes, 0, bytes.length);
    }
}
