package postprox.posix;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Converts between Java's paths and the bytes of paths (one a character). Paths are bytes to the system and to other programs.
 * A Java path holds text in the JVM's character set for files, which depends on the locale.
 */
public final class PathText {
    private static final Charset OF_FILES = Charset.forName(System.getProperty("sun.jnu.encoding"));

    private PathText() {}

    /**
     * The path with these bytes.
     *
     * @throws InvalidPathException if they are not text in the locale's character set, so that no Java path stands for them
     */
    public static Path path(String bytes) {
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        String text = decode(bytes);
        if (!Arrays.equals(text.getBytes(OF_FILES), raw)) {
            throw new InvalidPathException(bytes, "not in the locale's character set");
        }
        return Path.of(text);
    }

    /** The Java text for bytes of an argument; empty if they are not text in the locale's character set. */
    public static Optional<String> text(String bytes) {
        String text = decode(bytes);
        return of(text).equals(bytes) ? Optional.of(text) : Optional.empty();
    }

    /** Decodes bytes of the system as Java does for its own exceptions and paths. */
    static String decode(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), OF_FILES);
    }

    /** The bytes of a path. */
    public static String of(Path path) {
        return of(path.toString());
    }

    private static String of(String text) {
        return new String(text.getBytes(OF_FILES), StandardCharsets.ISO_8859_1);
    }
}
