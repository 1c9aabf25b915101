package postprox.filter.hooks;

import java.util.Locale;
import java.util.Optional;

/** What a scanner wants to become of a message (draft-degennaro-mta-hooks-01 section 6.2.1). */
enum Action {
    ACCEPT,
    REJECT,
    DISCARD,
    QUARANTINE,
    /** The client's connection is to end. postprox refuses the message instead: it never ends a connection of Postfix's. */
    DISCONNECT;

    static Optional<Action> named(String word) {
        for (Action action : values()) {
            if (action.word().equals(word)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
