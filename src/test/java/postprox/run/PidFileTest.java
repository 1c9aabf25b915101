package postprox.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
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
    void aLinkThatSomebodyHasLaidIsNeitherFollowedNorReplaced() throws IOException {
        Path precious = Files.writeString(directory.resolve("precious"), "precious");
        Path link = Files.createSymbolicLink(directory.resolve("pid"), precious);

        assertThatThrownBy(() -> PidFile.write(link)).hasMessageEndingWith("it is there and is no regular file");
        assertThat(precious).hasContent("precious");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void whatIsNoFileIsNotReplaced() throws IOException {
        Path other = Files.createDirectory(directory.resolve("pid"));

        assertThatThrownBy(() -> PidFile.write(other))
                .isInstanceOf(IOException.class)
                .hasMessage("--pidfile: cannot write " + other + ": it is there and is no regular file");
        assertThat(other).isEmptyDirectory();
    }
}
