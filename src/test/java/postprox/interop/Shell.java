package postprox.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Runs commands whose words hold one byte a character, whatever the locale of this JVM. Thread-safe. */
final class Shell {
    private final Workspace workspace;
    private final AtomicInteger runs = new AtomicInteger();

    Shell(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Runs a command to its end, with text as its standard input (a file, which tells its size). */
    Tools.Result run(List<String> words, String input) {
        String name = "shell-" + runs.incrementAndGet();
        Path text = workspace.file(name + ".in", input);
        Path script = workspace.file(name, "LC_ALL=C.UTF-8; export LC_ALL; exec " + quoted(words) + " <" + text + "\n");
        try {
            // Not run itself: a process that another thread starts just now may still have it open for writing
            // (ETXTBSY).
            return Tools.attempt(List.of("/bin/sh", script.toString()));
        } finally {
            remove(text);
            remove(script);
        }
    }

    private static String quoted(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
