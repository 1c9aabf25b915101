package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.OpenDescriptors;
import postprox.testkit.Spooled;

/** Where the files of messages lie, who can reach them, and that nothing of them is left. */
class SpooledFilesTest {
    @TempDir
    private Path directory;

    private Spools spools;

    @BeforeEach
    void prepare() {
        spools = new Spools(directory);
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        spools.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void nobodyElseMayReadWhatIsSpooled() throws IOException {
        try (SpooledMessage message = spools.prepared("text\n")) {
            for (Path file : List.of(Prepared.email(message), Prepared.output(message), Prepared.recipients(message))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void filesLieInTheDirectoryUnderNamesThatNobodyCanForetell() throws IOException {
        try (SpooledMessage one = spools.prepared("text\n");
                SpooledMessage other = spools.prepared("text\n")) {
            for (Path file : List.of(Prepared.email(one), Prepared.output(one), Prepared.recipients(one))) {
                assertThat(file).isAbsolute();
                assertThat(directory.toAbsolutePath().relativize(file).toString())
                        .matches("postprox-[0-9a-f]{32}/[0-9a-f]{32}\\.[a-z]+");
            }
            assertThat(Prepared.email(one).getFileName())
                    .isNotEqualTo(Prepared.email(other).getFileName());
            assertThat(Prepared.email(one).resolveSibling(""))
                    .isNotEqualTo(Prepared.email(other).resolveSibling(""));
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(Prepared.email(one).resolveSibling(""))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void nothingIsLeftWhenAMessageIsClosed() throws IOException {
        SpooledMessage message = spools.prepared("text\n");
        Files.writeString(Prepared.output(message), "changed\n");
        message.close();
        assertThat(Spooled.in(directory)).isEmpty();
    }

    @Test
    void nothingIsLeftWhateverTheFilterPutInTheFilesPlace() throws IOException {
        SpooledMessage message = spools.prepared("text\n");
        Files.delete(Prepared.email(message));
        Files.createSymbolicLink(Prepared.email(message), Path.of("/etc/passwd"));
        Files.delete(Prepared.output(message));
        Files.createDirectory(Prepared.output(message));
        message.close();
        assertThat(Spooled.in(directory)).isEmpty();
        assertThat(Path.of("/etc/passwd")).exists();
    }

    @Test
    void directoryThatAFilterFilledIsNamedAndKeepsNothingElse() throws IOException {
        SpooledMessage message = spools.prepared("text\n");
        Files.delete(Prepared.output(message));
        Files.createDirectory(Prepared.output(message));
        Files.createFile(Prepared.output(message).resolve("file"));
        assertThatThrownBy(message::close)
                .isInstanceOf(SpoolException.class)
                .hasMessage("cannot remove a spooled message: " + Prepared.output(message)
                        + " is a directory with files in it");
        assertThat(Spooled.in(directory)).containsExactly(Prepared.output(message));
    }

    /** It is ours alone, so that we can go into what filters made there. */
    @Test
    void whateverFiltersLeftInTheDirectoryGoesWithTheProcess() throws IOException {
        SpooledMessage message = spools.prepared("text\n");
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path kept = Files.createFile(outside.resolve("kept"));
        Path own = Prepared.email(message).resolveSibling("unpacked");
        Files.createDirectories(own.resolve("deep/deeper"));
        Files.createFile(own.resolve("deep/file"));
        Files.createSymbolicLink(own.resolve("link"), outside);
        message.close();
        spools.first().close();
        assertThat(directory).isDirectoryNotContaining(file -> !file.equals(outside));
        assertThat(kept).exists();
        Files.delete(kept);
        Files.delete(outside);
    }

    /** Who cleans up in /tmp may do so at any time. */
    @Test
    void whereTheDirectoryIsRemovedTheNextMessageHasAnother() throws IOException {
        Spool spool = spools.make();
        try (SpooledMessage before = spool.create()) {
            var _ = Prepared.prepare(before);
            for (Path file : Spooled.in(directory)) {
                Files.delete(file);
            }
            Files.delete(Prepared.email(before).resolveSibling("lock"));
            Files.delete(Prepared.email(before).resolveSibling(""));
            try (SpooledMessage next = spool.create()) {
                next.write(Prepared.bytes("text\n"), 0, 5);
                var _ = Prepared.prepare(next);
                Prepared.check(next);
                assertThat(Prepared.output(next)).isEmptyFile();
                assertThat(Prepared.email(next)).hasBinaryContent(Prepared.bytes("text\n"));
            }
            assertThatThrownBy(() -> Prepared.check(before))
                    .isInstanceOf(SpoolException.class)
                    .hasMessageEndingWith("its directory was removed or replaced while the filter was at work");
        }
    }

    /** Who cleans up beside its message, as with rm -f "$(dirname "$EMAIL")"/*, takes the lock file too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm -f *",
                "rm -f *; touch unpacked",
                "rm -f lock; mkdir lock; touch lock/unpacked",
                "ln -sfn /etc/passwd lock",
                "rm -f lock; touch lock"
            })
    void aDirectoryWhoseLockFileAFilterRemovedGoesWithItsLastMessage(String doing) throws Exception {
        Spool spool = spools.make();
        SpooledMessage one = prepared(spool);
        SpooledMessage last = prepared(spool);
        Path old = Prepared.email(one).resolveSibling("");
        run(doing, old);
        try (SpooledMessage next = prepared(spool)) {
            assertThat(Prepared.email(next).resolveSibling("")).isNotEqualTo(old);
            one.close();
            assertThat(old).exists();
            last.close();
            assertThat(old).doesNotExist();
            Prepared.check(next);
        }
    }

    /** No other message comes after it. */
    @Test
    void aDirectoryWhoseLockFileAFilterRemovedGoesWithTheProcess() throws Exception {
        Spool spool = spools.make();
        try (SpooledMessage message = prepared(spool)) {
            run("rm -f *; touch unpacked", Prepared.email(message).resolveSibling(""));
        }
        spool.close();
        assertThat(directory).isEmptyDirectory();
    }

    private static SpooledMessage prepared(Spool spool) throws SpoolException {
        return Prepared.prepare(spool.create());
    }

    private static void run(String script, Path place) throws Exception {
        assertThat(new ProcessBuilder("/bin/sh", "-c", script)
                        .directory(place.toFile())
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void withMessagesInHandTheDirectoryStaysForTheNextProcessToFind() throws IOException {
        SpooledMessage message = spools.prepared("text\n");
        spools.first().close();
        assertThat(Prepared.email(message)).exists();
        message.close();
    }

    @Test
    void aFileThatCannotBeRemovedKeepsNoDescriptorOpen() throws IOException {
        SpooledMessage message = spools.prepared("text\n");
        SpooledText _ = Prepared.opened(message);
        long open = OpenDescriptors.count();
        Files.delete(Prepared.email(message));
        Files.createDirectory(Prepared.email(message));
        Files.createFile(Prepared.email(message).resolve("file"));
        assertThatThrownBy(message::close).isInstanceOf(SpoolException.class);
        assertThat(OpenDescriptors.count()).isLessThan(open);
    }

    @Test
    void directoryThatIsGoneIsNamedInTheError() throws IOException {
        Spool spool = spools.make();
        Files.delete(directory);
        SpooledMessage message = spool.create();
        assertThatThrownBy(() -> Prepared.prepare(message))
                .isInstanceOf(SpoolException.class)
                .hasMessageStartingWith("cannot spool in " + directory);
        Files.createDirectory(directory);
    }
}
