package postprox.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.testkit.DialogRunner;

/** The conversations of src/test/resources/dialogs, each with the sentence or the mistake that it is about. */
final class DialogTest {
    private static final Path DIALOGS = Path.of("src/test/resources/dialogs");

    @ParameterizedTest(name = "{0}")
    @MethodSource("dialogs")
    void goesAsWritten(String name, @TempDir Path spool) throws IOException {
        DialogRunner.play(DIALOGS.resolve(name + ".dialog"), spool);
    }

    static List<String> dialogs() throws IOException {
        try (Stream<Path> files = Files.list(DIALOGS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".dialog"))
                    .map(name -> name.substring(0, name.length() - ".dialog".length()))
                    .sorted()
                    .toList();
        }
    }
}
