package postprox.config;

import java.util.Arrays;
import java.util.List;

/** The usages: the ways to call the program. Each has its word as the first argument, but the proxy has none. */
public enum Usage {
    /** The proxy: each command line that begins with none of the words below. */
    SERVE(""),
    TRY("try"),
    DEMO("demo"),
    SETUP("setup"),
    CONFIG("config"),
    QUARANTINE("quarantine"),
    NEW("new"),
    STATUS("status"),
    LOG("log"),
    EXPLAIN("explain"),
    TOP("top"),
    UPGRADE("upgrade"),
    DOCTOR("doctor"),
    COMPLETION("completion"),
    /** Not for users: the build records the AOT cache by it. */
    REHEARSE("rehearse");

    private final String word;

    Usage(String word) {
        this.word = word;
    }

    /**
     * A form of a usage, for the help.
     *
     * @param arguments the arguments after the word
     * @param purpose   the purpose of this form, in a few words
     */
    public record Form(String arguments, String purpose) {}

    /** The usage that a first argument selects. */
    public static Usage of(String first) {
        for (Usage usage : values()) {
            if (usage != SERVE && usage.word.equals(first)) {
                return usage;
            }
        }
        return SERVE;
    }

    /** The first argument that selects this usage; empty for the proxy. */
    public String word() {
        return word;
    }

    /** The forms that the help lists; none for a usage that users need not know. */
    public List<Form> forms() {
        return switch (this) {
            case SERVE ->
                List.of(
                        new Form("HOST[:PORT] [options]", "a session on standard input and output"),
                        new Form("HOST[:PORT] -l PLACE [...]", "a service that listens"));
            case TRY ->
                List.of(
                        new Form("FILTER MESSAGE...", "run a filter on messages and see"),
                        new Form("-c COMMAND [MESSAGE]...", "the same with a command"),
                        new Form("--config FILE [MESSAGE]...", "the same with all filters of a file"));
            case DEMO -> List.of(new Form("[--serve]", "see it all at work"));
            case SETUP ->
                List.of(
                        new Form("[FILTER] [--apply|--diff]", "plan how Postfix gets a filter; do it"),
                        new Form("--undo", "take it out again"));
            case CONFIG ->
                List.of(
                        new Form("check FILE", "say what is wrong in a configuration file"),
                        new Form("show [options]", "print each setting and where it comes from"));
            case QUARANTINE ->
                List.of(
                        new Form("list|show ID|expire", "messages kept aside: look, remove old ones"),
                        new Form("release|delete ID...", "pass some of them on, or remove them"));
            case NEW ->
                List.of(
                        new Form("[--task TASK] FILE", "write a filter, and messages to try it on"),
                        new Form("--lang LANG --worker [FILE]", "write a worker to begin with"));
            case STATUS -> List.of(new Form("[PATH]", "is it working? what has it done?"));
            case LOG -> List.of(new Form("[options] [FILE]", "what became of messages, from the log in JSON"));
            case EXPLAIN ->
                List.of(
                        new Form("'TEXT'", "what a line of the log or a reply means"),
                        new Form("ID", "the story of a message, by its queue id or session"));
            case TOP -> List.of(new Form("[PATH]", "what it does now, once a second"));
            case UPGRADE -> List.of(new Form("[PATH]", "a new process takes a listener's place"));
            case DOCTOR -> List.of(new Form("[--postfix DIR]", "say what is wrong with Postfix and postprox"));
            case COMPLETION -> List.of(new Form("bash|zsh|fish", "print what completes command lines in a shell"));
            case REHEARSE -> List.of();
        };
    }

    /** The possible first operands, if these are a few words; otherwise empty. */
    public List<String> operands() {
        return switch (this) {
            case CONFIG -> List.of("check", "show");
            case QUARANTINE -> List.of("list", "show", "release", "delete", "expire");
            case COMPLETION -> List.of("bash", "zsh", "fish");
            case SERVE, TRY, DEMO, SETUP, NEW, STATUS, LOG, EXPLAIN, TOP, UPGRADE, DOCTOR, REHEARSE -> List.of();
        };
    }

    /** Whether an operand of this usage may be a file. */
    public boolean takesFiles() {
        return this == TRY
                || this == CONFIG
                || this == NEW
                || this == SETUP
                || this == STATUS
                || this == LOG
                || this == TOP
                || this == UPGRADE;
    }

    /** Whether texts for users name this usage. */
    public boolean isPublic() {
        return !forms().isEmpty();
    }

    /** The usages that users know, without the proxy. */
    public static List<Usage> commands() {
        return Arrays.stream(values())
                .filter(usage -> usage != SERVE && usage.isPublic())
                .toList();
    }

    /** The beginning of this usage's command line. */
    public String begin() {
        return word.isEmpty() ? "postprox" : "postprox " + word;
    }
}
