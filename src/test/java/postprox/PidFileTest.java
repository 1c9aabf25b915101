package postprox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file with the number of a service. */
class PidFileTest {
    @TempDir
    Path directory;

    @Test
    void hasTheNumberForEverybodyToReadAndGoesWithTheService() throws IOException {
        Path path = directory.resolve("pid");
        PidFile file = PidFile.write(path);

        assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r--r--");
        file.remove();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aSuccessorsFileStays() throws IOException {
        Path path = directory.resolve("pid");
        PidFile first = PidFile.write(path);
        PidFile successor = PidFile.write(path);

        first.remove();
        assertThat(path).exists();
        successor.remove();
        assertThat(path).doesNotExist();
    }

    @Test
    void whoWritesItsNumberIntoTheFileOfAServiceThatWasKilledReplacesIt() throws IOException {
        Path path = Files.writeString(directory.resolve("pid"), "99999 and more than one number\n");
        PidFile _ = PidFile.write(path);

        assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
    }

    @Test
    void aLinkThatSomebodyHasLaidIsNotFollowed() throws IOException {
        Path precious = Files.writeString(directory.resolve("precious"), "precious");
        Path link = Files.createSymbolicLink(directory.resolve("pid"), precious);
        PidFile file = PidFile.write(link);

        assertThat(precious).hasContent("precious");
        assertThat(Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
        file.remove();
        assertThat(directory).isDirectoryContaining(path -> path.equals(precious));
        assertThat(link).doesNotExist();
    }

    @Test
    void whatIsNoFileIsNotReplaced() throws IOException {
        Path other = Files.createDirectory(directory.resolve("pid"));

        assertThatThrownBy(() -> PidFile.write(other))
                .isInstanceOf(IOException.class)
                .hasMessage("--pidfile: cannot write " + other + ": it is there and is no file");
        assertThat(other).isEmptyDirectory();
    }
}
