package postprox.filter.policy;

import java.util.List;

/** The states of an SMTP session in which a service is asked, by the names of Postfix. */
public enum RequestState {
    /** One request a message. */
    END_OF_MESSAGE("END-OF-MESSAGE"),
    /** One request a recipient. Many services act in this state alone. */
    RCPT("RCPT");

    private final String word;

    RequestState(String word) {
        this.word = word;
    }

    /** The state's name in requests and settings. */
    public String word() {
        return word;
    }

    /** The names of all states. */
    public static List<String> words() {
        return List.of(END_OF_MESSAGE.word, RCPT.word);
    }

    /**
     * Reads a state's name, in upper or lower case.
     *
     * @throws IllegalArgumentException if there is no such state; its message tells the user what is wrong
     */
    public static RequestState parse(String text) {
        for (RequestState state : values()) {
            if (state.word.equalsIgnoreCase(text)) {
                return state;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is neither " + String.join(" nor ", words()));
    }
}
