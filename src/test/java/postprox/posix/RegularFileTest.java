package postprox.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that may have become something else between a look at it and its opening. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class RegularFileTest {
    @TempDir
    private Path directory;

    private Path path = Path.of("");

    @BeforeEach
    void choosePath() {
        path = directory.resolve("file");
    }

    @Test
    void aFileIsOpened() throws IOException {
        Files.writeString(path, "text\n");
        try (FileChannel file = RegularFile.open(path)) {
            assertThat(file.size()).isEqualTo(5);
        }
    }

    @Test
    void aFifoKeepsNobodyWaiting() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> RegularFile.open(path))
                .isInstanceOf(IOException.class)
                .hasMessage("it is not a regular file");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Files.createSymbolicLink(path, Path.of("/etc/passwd"));
        assertThatThrownBy(() -> RegularFile.open(path))
                .isInstanceOf(IOException.class)
                .hasMessage("open: it is a symbolic link");
    }

    @Test
    void aDirectoryIsNoFile() throws IOException {
        Files.createDirectory(path);
        assertThatThrownBy(() -> RegularFile.open(path)).isInstanceOf(IOException.class);
    }
}
