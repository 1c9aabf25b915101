package postprox.posix;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Paths as bytes (one a character), which is what they are to the system and to other programs. A Java path holds text
 * in the JVM's character set for files, which the locale decides.
 */
public final class PathText {
    private static final Charset OF_FILES = Charset.forName(System.getProperty("sun.jnu.encoding"));

    private PathText() {}

    /**
     * The path of these bytes.
     *
     * @throws InvalidPathException where no path of this locale has them
     */
    public static Path path(String bytes) {
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        String text = decode(bytes);
        if (!Arrays.equals(text.getBytes(OF_FILES), raw)) {
            throw new InvalidPathException(bytes, "not in the locale's character set");
        }
        return Path.of(text);
    }

    /** Bytes of the system as Java's own exceptions and paths hold them. */
    static String decode(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), OF_FILES);
    }

    /** The bytes of a path. */
    public static String of(Path path) {
        return new String(path.toString().getBytes(OF_FILES), StandardCharsets.ISO_8859_1);
    }
}
