package postprox.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of filters. Each has settings of its own besides those of all kinds ({@link FilterSettings}). */
public enum FilterKind {
    COMMAND("command", "COMMAND", "a command that a shell runs for each message, as with -c"),
    WORKER("worker", "COMMAND", "a command that a shell starts once, and that answers one message after the other"),
    POLICY("policy", "PLACE", "a service that speaks Postfix's policy delegation protocol, at unix:PATH or HOST:PORT"),
    CLAMD("clamd", "PLACE", "the virus scanner clamd at PLACE: the path of its Unix socket, or HOST:PORT"),
    HOOKS("hooks", "URL", "a scanner that speaks MTA Hooks (the IETF's draft-01, or Stalwart's older JSON) at a URL"),
    JAVA("java", "CLASS", "a class that runs in postprox itself, from a jar in --plugins");

    private final String word;
    private final String place;
    private final String about;

    FilterKind(String word, String place, String about) {
        this.word = word;
        this.place = place;
        this.about = about;
    }

    /** The word by which an administrator chooses this kind. */
    public String word() {
        return word;
    }

    /** What follows the word and its colon, in texts. */
    public String place() {
        return place;
    }

    /** What this kind is, in a few words. */
    public String about() {
        return about;
    }

    /** The settings that only this kind has. */
    public List<Option<?>> own() {
        return switch (this) {
            case COMMAND -> List.of();
            case CLAMD -> ClamdSettings.ALL;
            case HOOKS -> HooksSettings.ALL;
            case JAVA -> JavaSettings.ALL;
            case WORKER -> WorkerSettings.ALL;
            case POLICY -> PolicySettings.ALL;
        };
    }

    /** The settings that a filter of this kind may have: those of all kinds, and its own. */
    public List<Option<?>> settings() {
        return Stream.concat(FilterSettings.ALL.stream(), own().stream()).toList();
    }

    /** The defaults of this kind that differ from those of all kinds: the text of the value of each setting. */
    public Map<Option<?>, String> defaults() {
        return switch (this) {
            case CLAMD -> ClamdSettings.defaults();
            case HOOKS -> HooksSettings.defaults();
            case COMMAND, WORKER, POLICY, JAVA -> Map.of();
        };
    }

    /**
     * Checks what follows the kind's word.
     *
     * @throws IllegalArgumentException if no filter of this kind can be there; its message tells the user what is wrong
     */
    void check(String where) {
        switch (this) {
            case COMMAND, WORKER -> {
                // The shell says what is wrong with a command. Rules looks for its program where all options are known.
            }
            case CLAMD -> ServiceSettings.check(where, ClamdSettings.SERVERS);
            case HOOKS -> HooksSettings.check(where);
            case JAVA -> JavaSettings.check(where);
            case POLICY -> ServiceSettings.check(where, PolicySettings.SERVERS);
        }
    }

    static List<String> words() {
        return Stream.of(values()).map(FilterKind::word).toList();
    }

    static Optional<FilterKind> named(String word) {
        return Stream.of(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
