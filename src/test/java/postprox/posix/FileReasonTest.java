package postprox.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message about a file ends with the system's reason, and has the file's name once. */
class FileReasonTest {
    @TempDir
    Path directory;

    @Test
    void aMissingFileIsNamedAsSuch() {
        IOException failure =
                catchThrowableOfType(IOException.class, () -> Files.readString(directory.resolve("missing")));

        assertThat(FileReason.of(failure)).isEqualTo("no such file or directory");
    }

    @Test
    void aLackOfPermissionIsNamedAsSuch() {
        assertThat(FileReason.of(new AccessDeniedException("/a/x"))).isEqualTo("permission denied");
    }

    @Test
    void anyOtherReasonIsInTheWordsOfTheSystemWithoutTheFile() {
        assertThat(FileReason.of(new FileSystemException("/x", null, "Is a directory")))
                .isEqualTo("Is a directory");
        assertThat(FileReason.of(new IOException("Input/output error"))).isEqualTo("Input/output error");
    }
}
