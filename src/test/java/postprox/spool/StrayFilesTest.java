package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What filters leave beside the files of their message, as those do that are killed at their work: it must not fill the disk. */
class StrayFilesTest {
    private static final String DEEP = """
            import os, sys
            os.chdir(sys.argv[1])
            for _ in range(400):
                os.mkdir('d' * 200)
                os.chdir('d' * 200)
                open('file', 'w').close()
            """;

    @TempDir
    private Path directory;

    private Spool spool;

    @BeforeEach
    void open() {
        spool = Spool.in(directory);
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        spool.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void itGoesWhereNoMessageIsInHand() throws IOException {
        Path stray;
        try (SpooledMessage message = prepared()) {
            stray = Files.writeString(Prepared.output(message).resolveSibling("of a filter's own"), "text");
        }
        passMany();
        assertThat(stray).doesNotExist();
    }

    @Test
    void itGoesWithTheFirstMessageThatFindsNoRoom() throws IOException {
        DiskRoomTest.ScriptedDisk disk = new DiskRoomTest.ScriptedDisk();
        try (Spool small = new Spool(directory, disk, 0)) {
            Path stray;
            try (SpooledMessage message = prepared(small)) {
                stray = Files.writeString(Path.of(Prepared.output(message) + ".new"), "text");
            }
            try (SpooledMessage message = prepared(small)) {
                disk.free = 0;
                assertThatThrownBy(() -> FilterGround.under(message.asFile())).isInstanceOf(SpoolException.class);
            }
            assertThat(stray).doesNotExist();
        }
    }

    @Test
    void whatHasTheNameOfItsMessageGoesAlsoWhileThereAreAlwaysOthers() throws IOException {
        try (SpooledMessage other = prepared()) {
            Path atWork = Files.writeString(Path.of(Prepared.output(other) + ".new"), "text");
            Path stray;
            try (SpooledMessage message = prepared()) {
                stray = Files.writeString(Path.of(Prepared.output(message) + ".new"), "text");
            }
            passMany();
            assertThat(stray).doesNotExist();
            assertThat(atWork).as("what a filter at work has made").exists();
        }
    }

    /** A filter that goes down into what it has unpacked makes paths that are longer than one may be (PATH_MAX, 4096). */
    @Test
    void aTreeGoesHoweverDeepItIs() throws IOException, InterruptedException {
        Path place;
        try (SpooledMessage message = prepared()) {
            place = Prepared.output(message).resolveSibling("");
            Process deep = new ProcessBuilder("/usr/bin/python3", "-c", DEEP, place.toString())
                    .inheritIO()
                    .start();
            assertThat(deep.waitFor()).isZero();
        }
        passMany();
        assertThat(place).isDirectoryNotContaining("glob:**/[!l]*");
    }

    /** As many as may come before somebody looks. */
    private void passMany() throws IOException {
        for (int i = 0; i < 64; i++) {
            prepared().close();
        }
    }

    private SpooledMessage prepared() throws IOException {
        return prepared(spool);
    }

    private static SpooledMessage prepared(Spool spool) throws IOException {
        SpooledMessage message = spool.create();
        message.write(new byte[] {'x'}, 0, 1);
        var _ = Prepared.prepare(message);
        return message;
    }
}
