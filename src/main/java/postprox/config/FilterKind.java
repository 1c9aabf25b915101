package postprox.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.filter.icap.IcapPlace;

/** The kinds of filters. Each has settings of its own besides those of all kinds ({@link FilterSettings}). */
public enum FilterKind {
    COMMAND("command", "COMMAND", "a command that a shell runs for each message, as with -c"),
    WORKER("worker", "COMMAND", "a command that a shell starts once, and that answers one message after the other"),
    POLICY("policy", "PLACE", "a service that speaks Postfix's policy delegation protocol, at unix:PATH or HOST:PORT"),
    CLAMD("clamd", "PLACE", "the virus scanner clamd at PLACE: the path of its Unix socket, or HOST:PORT"),
    ICAP("icap", "URL", "a scanner that speaks ICAP, at icap://HOST/SERVICE or icap://HOST:PORT/SERVICE?ARGUMENTS"),
    SPAMD("spamd", "PLACE", "SpamAssassin's daemon spamd at PLACE: HOST:PORT, or the path of its Unix socket"),
    RSPAMD(
            "rspamd",
            "PLACE",
            "the spam filter rspamd at PLACE: HOST:PORT of its worker normal, or the path of its Unix socket"),
    MILTER("milter", "PLACE", "a milter, such as OpenDKIM, at unix:PATH or HOST:PORT; postprox is its mail server"),
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
            case ICAP -> IcapSettings.ALL;
            case SPAMD -> SpamdSettings.ALL;
            case RSPAMD -> RspamdSettings.ALL;
            case HOOKS -> HooksSettings.ALL;
            case JAVA -> JavaSettings.ALL;
            case MILTER -> MilterSettings.ALL;
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
            case ICAP -> IcapSettings.defaults();
            case SPAMD -> SpamdSettings.defaults();
            case RSPAMD -> RspamdSettings.defaults();
            case COMMAND, WORKER, POLICY, MILTER, JAVA -> Map.of();
            case HOOKS -> HooksSettings.defaults();
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
            case ICAP -> {
                var _ = IcapPlace.parse(where);
            }
            case SPAMD -> ServiceSettings.check(where, SpamdSettings.SERVERS);
            case RSPAMD -> ServiceSettings.check(where, RspamdSettings.SERVERS);
            case HOOKS -> HooksSettings.check(where);
            case JAVA -> JavaSettings.check(where);
            case MILTER -> ServiceSettings.check(where, MilterSettings.SERVERS);
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
