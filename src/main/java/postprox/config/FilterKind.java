package postprox.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of filters. Each has settings of its own ({@link KindSettings}) besides those of all kinds ({@link FilterSettings}). */
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

    /** A switch loads the settings of the kinds that are in use, and no others. */
    private KindSettings particular() {
        return switch (this) {
            case COMMAND -> KindSettings.ofCommand();
            case WORKER -> WorkerSettings.KIND;
            case POLICY -> PolicySettings.KIND;
            case CLAMD -> ClamdSettings.KIND;
            case ICAP -> IcapSettings.KIND;
            case SPAMD -> SpamdSettings.KIND;
            case RSPAMD -> RspamdSettings.KIND;
            case MILTER -> MilterSettings.KIND;
            case HOOKS -> HooksSettings.KIND;
            case JAVA -> JavaSettings.KIND;
        };
    }

    /** The settings that only this kind has. */
    public List<Option<?>> own() {
        return particular().own();
    }

    /** The settings that a filter of this kind may have: those of all kinds, and its own. */
    public List<Option<?>> settings() {
        return Stream.concat(FilterSettings.ALL.stream(), own().stream()).toList();
    }

    /** The defaults of this kind that differ from those of all kinds: the text of the value of each setting. */
    public Map<Option<?>, String> defaults() {
        return particular().defaults();
    }

    /**
     * Checks what follows the kind's word.
     *
     * @throws IllegalArgumentException if no filter of this kind can be there; its message tells the user what is wrong
     */
    void check(String where) {
        var _ = particular().place().parse(where);
    }

    static List<String> words() {
        return Stream.of(values()).map(FilterKind::word).toList();
    }

    static Optional<FilterKind> named(String word) {
        return Stream.of(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
