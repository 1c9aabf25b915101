package postprox.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postprox.config.FilterKind;
import postprox.run.Version;

/** The license and the version, which are resources of the root package. */
final class Texts {
    private Texts() {}

    static String license() {
        return read("LICENSE");
    }

    static String version() {
        return "postprox " + Version.text() + "\nruntime: " + System.getProperty("java.vm.name") + " "
                + System.getProperty("java.vm.version") + "\nfilters: "
                + Stream.of(FilterKind.values()).map(FilterKind::word).collect(Collectors.joining(", ")) + "\n";
    }

    /** A file of the directory examples of the source. */
    static String example(String name) {
        return read("examples/" + name);
    }

    private static String read(String name) {
        try (InputStream text = Objects.requireNonNull(Texts.class.getResourceAsStream("/postprox/" + name), name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
