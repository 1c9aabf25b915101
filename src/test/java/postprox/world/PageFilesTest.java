package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the files of the live page do not have, so that text of strangers can be nothing but text. */
class PageFilesTest {
    private static final List<String> FORBIDDEN = List.of(
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "createContextualFragment",
            "DOMParser",
            "setHTML",
            "srcdoc",
            "document.write",
            "eval(",
            "new Function",
            "javascript:",
            "<style",
            " style=",
            "\"style\"",
            ".style.",
            ".cssText",
            " onclick",
            " onload",
            "http:",
            "https:",
            "@import",
            "url(");

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(PageStage.FILES)) {
            return files.sorted().toList();
        }
    }

    @Test
    void nothingMakesMarkupOfTextOrComesFromElsewhere() throws IOException {
        assertThat(files())
                .hasSizeGreaterThan(8)
                .allSatisfy(file -> assertThat(read(file)).as(file.toString()).doesNotContain(FORBIDDEN));
    }

    @Test
    void eachFileHasOneReasonAndIsSmall() throws IOException {
        assertThat(files())
                .allSatisfy(file -> assertThat(read(file).lines().count())
                        .as(file.toString())
                        .isLessThan(file.toString().endsWith(".css") ? 360 : 250));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
