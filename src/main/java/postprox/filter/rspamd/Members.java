package postprox.filter.rspamd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.text.SurrogateEscape;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the value at which a parser stands, if it is of the kind that it should be. */
final class Members {
    private Members() {}

    /** Takes the value of a member, at which the parser stands. */
    @FunctionalInterface
    interface Taker {
        void take(String name) throws IOException;
    }

    /**
     * Hands each member of an object over. rspamd's rules are written in Lua, where an empty table may be an object or a list, so that an
     * empty list is an empty object.
     */
    static void object(JsonParser json, Taker taker) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            require(json.nextToken() == JsonToken.END_ARRAY, json, "an object");
            return;
        }
        require(json.currentToken() == JsonToken.START_OBJECT, json, "an object");
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken _ = json.nextToken();
            taker.take(name);
        }
    }

    /** Hands each element of a list over, or the value alone where one stands in place of a list. */
    static void each(JsonParser json, Taker taker) throws IOException {
        String name = json.currentName();
        if (json.currentToken() != JsonToken.START_ARRAY) {
            taker.take(name);
            return;
        }
        for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == ReplyReader.MOST_ENTRIES) {
                throw new WrongAnswer("its answer has a list that is too long: '" + Head.words(name) + "'");
            }
            taker.take(name);
        }
    }

    static String text(JsonParser json) throws WrongAnswer {
        require(json.currentToken() == JsonToken.VALUE_STRING, json, "a text");
        return SurrogateEscape.wire(json.getString());
    }

    static List<String> texts(JsonParser json) throws IOException {
        List<String> all = new ArrayList<>();
        each(json, _ -> all.add(text(json)));
        return all;
    }

    static boolean isTrue(JsonParser json) throws WrongAnswer {
        boolean isTrue = json.currentToken() == JsonToken.VALUE_TRUE;
        require(isTrue || json.currentToken() == JsonToken.VALUE_FALSE, json, "true or false");
        return isTrue;
    }

    static int whole(JsonParser json) throws WrongAnswer {
        require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, json, "a whole number");
        return json.getIntValue();
    }

    private static void require(boolean isSo, JsonParser json, String kind) throws WrongAnswer {
        if (!isSo) {
            throw new WrongAnswer("its answer cannot be read: '" + Head.words(String.valueOf(json.currentName()))
                    + "' is not " + kind);
        }
    }
}
