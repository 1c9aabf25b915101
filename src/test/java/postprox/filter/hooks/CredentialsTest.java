package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Filter;
import postprox.filter.Verdict;
import postprox.filter.hooks.Scanner.Standing;
import postprox.testkit.ScriptedScanner;
import postprox.time.Ticker;

/** The file with the token for a scanner. */
class CredentialsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"'abc\n',Bearer abc", "'  abc  ',Bearer abc", "Bearer abc,Bearer abc", "Basic dTpw,Basic dTpw"})
    void theTokenGoesWithEachRequest(String text, String header) throws IOException {
        try (ScriptedScanner scanner = ScriptedScanner.start();
                Asker asker = new Asker(
                        Files.createDirectory(directory.resolve("spool")),
                        scanner.origin() + "/hook",
                        Dialect.DRAFT01,
                        new Standing.Known(Optional.empty()),
                        read(file(text, "rw-r-----")))) {
            assertThat(asker.ask("x")).isEqualTo(new Verdict.Accept());
            assertThat(scanner.asked().getFirst().header("Authorization")).isEqualTo(header);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "a\nb", "a\u0000b", "\u00e9"})
    void whatIsNoTokenIsRefused(String text) {
        assertThatThrownBy(() -> read(file(text, "rw-------")))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("must have one line with the token: printable US-ASCII");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-----w-"})
    void aFileThatOthersCanReadOrWriteIsRefused(String permissions) {
        assertThatThrownBy(() -> read(file("abc", permissions))).hasMessageContaining("chmod 640");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> read(directory.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot read ");
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertThatThrownBy(() -> read(directory)).hasMessageEndingWith(" is no regular file; name one");
    }

    /** A reload takes the new token, although no setting has changed. */
    @Test
    void aChangedTokenMakesTheFilterStale() throws IOException {
        Path file = file("abc", "rw-------");
        Filter filter = Asker.filter(
                "http://127.0.0.1:1/", Dialect.DRAFT01, new Standing.Registers(), read(file), Ticker.SYSTEM, _ -> {});

        assertThat(filter.isStale()).isFalse();
        Files.writeString(file, "abd");
        assertThat(filter.isStale()).isTrue();
        Files.delete(file);
        assertThat(filter.isStale()).as("what was read goes on").isFalse();
    }

    private static Credentials read(Path file) throws IOException {
        return Credentials.read(Optional.of(file), Optional.empty());
    }

    private Path file(String text, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
