package postprox.world;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * Copies of test resources that ordinary users can read, also if the checkout is in a directory that they cannot enter, as root's
 * mktemp(1) makes one. They are gone when the JVM ends.
 */
final class ResourceFiles {
    private static final Path DIRECTORY = directory();

    private ResourceFiles() {}

    private static Path directory() {
        try {
            Path made = Files.createTempDirectory(Path.of("/tmp"), "pp-resources");
            removeAtEnd(made, "rwxr-xr-x");
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The copy of a resource beside this class. */
    static synchronized Path copy(String name) {
        Path copy = DIRECTORY.resolve(name);
        if (!Files.exists(copy)) {
            try (InputStream resource = Objects.requireNonNull(ResourceFiles.class.getResourceAsStream(name), name)) {
                Files.copy(resource, copy);
                removeAtEnd(copy, "rw-r--r--");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return copy;
    }

    /** Files are removed in the reverse order of these calls, so that the directory is empty when its turn comes. */
    private static void removeAtEnd(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        File atEnd = file.toFile();
        atEnd.deleteOnExit();
    }
}
