package postprox.config;

import java.util.Arrays;
import java.util.List;

/** The ways to call the program. */
public enum Usage {
    /** Be a proxy: all that begins with none of the words below. */
    SERVE(""),
    TRY("try"),
    DEMO("demo"),
    CONFIG("config"),
    COMPLETION("completion"),
    /** Not for users: the build records the AOT cache with it. */
    REHEARSE("rehearse");

    private final String word;

    Usage(String word) {
        this.word = word;
    }

    /** One way to write it: what stands behind the word, and what that is good for. */
    public record Form(String arguments, String purpose) {}

    /** What a first argument stands for. */
    public static Usage of(String first) {
        for (Usage usage : values()) {
            if (usage != SERVE && usage.word.equals(first)) {
                return usage;
            }
        }
        return SERVE;
    }

    /** The first argument that stands for it; empty for a proxy, which has none. */
    public String word() {
        return word;
    }

    /** Its forms, as the help lists them; none for one that users need not know. */
    public List<Form> forms() {
        return switch (this) {
            case SERVE ->
                List.of(
                        new Form("HOST[:PORT] [options]", "a session on standard input and output"),
                        new Form("HOST[:PORT] -l PLACE [...]", "a service that listens"));
            case TRY -> List.of(new Form("-c COMMAND [MESSAGE]", "run a filter on one message and see"));
            case DEMO -> List.of(new Form("[--serve]", "see it all at work"));
            case CONFIG ->
                List.of(
                        new Form("check FILE", "say what is wrong in a configuration file"),
                        new Form("show [options]", "print each setting and where it comes from"));
            case COMPLETION -> List.of(new Form("bash|zsh|fish", "print what completes command lines in a shell"));
            case REHEARSE -> List.of();
        };
    }

    /** What its first operand may be, where that is one of a few words. */
    public List<String> operands() {
        return switch (this) {
            case CONFIG -> List.of("check", "show");
            case COMPLETION -> List.of("bash", "zsh", "fish");
            case SERVE, TRY, DEMO, REHEARSE -> List.of();
        };
    }

    /** Whether an operand of it is a file. */
    public boolean takesFiles() {
        return this == TRY || this == CONFIG;
    }

    /** Whether users are told of it. */
    public boolean isPublic() {
        return !forms().isEmpty();
    }

    /** The commands that users know: all but the proxy. */
    public static List<Usage> commands() {
        return Arrays.stream(values())
                .filter(usage -> usage != SERVE && usage.isPublic())
                .toList();
    }

    /** How it begins on a command line. */
    public String begin() {
        return word.isEmpty() ? "postprox" : "postprox " + word;
    }
}
