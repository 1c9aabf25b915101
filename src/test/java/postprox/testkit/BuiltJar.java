package postprox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program that was built last: Maven's jar, or else the one that the launcher's build has put in place. */
public final class BuiltJar {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private BuiltJar() {}

    public static Path path() {
        Path mavens = TARGET.resolve("postprox.jar");
        if (Files.exists(mavens)) {
            return mavens;
        }
        try {
            return TARGET.resolve(Files.readString(TARGET.resolve("program")).strip() + ".jar");
        } catch (IOException e) {
            throw new UncheckedIOException("the program is not built: run ./postprox --version", e);
        }
    }
}
