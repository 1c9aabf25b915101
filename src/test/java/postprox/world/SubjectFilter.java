package postprox.world;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A filter that does what a message's subject tells it, and leaves behind what it saw. */
public final class SubjectFilter {
    private final Workspace workspace;
    private final Path script;

    private SubjectFilter(Workspace workspace, Path script) {
        this.workspace = workspace;
        this.script = script;
    }

    public static SubjectFilter in(Workspace workspace) {
        Path seen = workspace.openDirectory("seen");
        Path script = workspace.script("filter", """
                subject=$(sed -n 's/^Subject: //p' "$EMAIL")
                env >"%s/${subject#* }"
                case $subject in
                    refuse*) echo "550 5.7.1 We do not want this" >&2; exit 1 ;;
                    change*) { echo "X-Filtered: yes"; cat "$EMAIL"; } >"$OUTFILE" ;;
                    append*) { cat "$EMAIL"; echo "A footer"; } >"$OUTFILE" ;;
                    fail*) exit 75 ;;
                esac
                """.formatted(seen));
        return new SubjectFilter(workspace, script);
    }

    /** What -c takes. */
    public String command() {
        return script.toString();
    }

    /** Whether it was asked about a message, which is over. */
    boolean hasSeen(String message) {
        return Files.exists(workspace.path("seen/" + message));
    }

    /** The environment in which it saw a message, a variable a line. */
    List<String> environmentOf(String message) {
        return workspace.read("seen/" + message).lines().toList();
    }
}
