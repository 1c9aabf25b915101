package postprox.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The version of the program, which is a resource of the root package. */
public final class Version {
    private static final String FILE = "/postprox/version.txt";

    private Version() {}

    /** The version alone. */
    public static String text() {
        try (InputStream text = Objects.requireNonNull(Version.class.getResourceAsStream(FILE), FILE)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
