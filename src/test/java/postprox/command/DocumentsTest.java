package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the texts say of options is what their declarations say. */
class DocumentsTest {
    @Test
    void textsAreThoseOfTheDeclarations() throws IOException {
        for (Map.Entry<Path, String> file : new Documents(Path.of("")).files().entrySet()) {
            assertThat(Files.readString(file.getKey(), StandardCharsets.UTF_8))
                    .as(file.getKey() + "; to write it anew, on a JDK 25:"
                            + " java -cp target/classes postprox.command.Documents")
                    .isEqualTo(file.getValue());
        }
    }
}
