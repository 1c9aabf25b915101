package postprox.spool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.posix.ProcessTable;
import postprox.secondjvm.SecondJvm;
import postprox.testkit.Spooled;

class SpooledMessageTest {
    @TempDir
    private Path directory;

    private final List<Spool> spools = new ArrayList<>();

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        for (Spool spool : spools) {
            spool.close();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void nobodyElseMayReadWhatIsSpooled() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            for (Path file : List.of(
                    message.email(), message.output(), message.recipients().orElseThrow())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void filesLieInTheDirectoryUnderNamesThatNobodyCanForetell() throws IOException {
        try (SpooledMessage one = prepared("text\n");
                SpooledMessage other = prepared("text\n")) {
            for (Path file : List.of(one.email(), one.output(), one.recipients().orElseThrow())) {
                assertThat(file).isAbsolute();
                assertThat(directory.toAbsolutePath().relativize(file).toString())
                        .matches("postprox-[0-9a-f]{32}/[0-9a-f]{32}\\.[a-z]+");
            }
            assertThat(one.email().getFileName()).isNotEqualTo(other.email().getFileName());
            assertThat(one.email().resolveSibling(""))
                    .isNotEqualTo(other.email().resolveSibling(""));
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(one.email().resolveSibling(""))))
                    .isEqualTo("rwx------");
        }
    }

    /** A program that the filter left running may still write to its files: a part must never pass for the whole. */
    @Test
    void textThatIsCutShortWhileItIsReadIsAFailure() throws IOException {
        try (SpooledMessage message = prepared("0123456789\n")) {
            Files.writeString(message.output(), "abcdefghij\n");
            SpooledText original = message.original();
            assertThat(message.hasChanged()).isTrue();
            try (SpooledText changed = message.changed()) {
                Files.write(message.email(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
                Files.write(message.output(), bytes("abc"), StandardOpenOption.TRUNCATE_EXISTING);
                byte[] block = new byte[3];
                assertThatThrownBy(() -> original.read(block)).isInstanceOf(SpoolException.class);
                assertThat(changed.read(block)).isEqualTo(3);
                assertThatThrownBy(() -> changed.read(block))
                        .isInstanceOf(SpoolException.class)
                        .hasMessageContaining("cut short");
            }
        }
    }

    /** What is added behind the verdict has not been examined. */
    @Test
    void textThatGrowsWhileItIsReadEndsWhereItEnded() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            SpooledText original = message.original();
            Files.write(message.email(), bytes("more"), StandardOpenOption.APPEND);
            assertThat(original.read(new byte[100])).isEqualTo(5);
            assertThat(original.read(new byte[100])).isEqualTo(-1);
        }
    }

    @Test
    void nothingIsLeftWhenAMessageIsClosed() throws IOException {
        SpooledMessage message = prepared("text\n");
        Files.writeString(message.output(), "changed\n");
        message.close();
        assertThat(Spooled.in(directory)).isEmpty();
    }

    @Test
    void nothingIsLeftWhateverTheFilterPutInTheFilesPlace() throws IOException {
        SpooledMessage message = prepared("text\n");
        Files.delete(message.email());
        Files.createSymbolicLink(message.email(), Path.of("/etc/passwd"));
        Files.delete(message.output());
        Files.createDirectory(message.output());
        message.close();
        assertThat(Spooled.in(directory)).isEmpty();
        assertThat(Path.of("/etc/passwd")).exists();
    }

    @Test
    void directoryThatAFilterFilledIsNamedAndKeepsNothingElse() throws IOException {
        SpooledMessage message = prepared("text\n");
        Files.delete(message.output());
        Files.createDirectory(message.output());
        Files.createFile(message.output().resolve("file"));
        assertThatThrownBy(message::close)
                .isInstanceOf(SpoolException.class)
                .hasMessage(
                        "cannot remove a spooled message: " + message.output() + " is a directory with files in it");
        assertThat(Spooled.in(directory)).containsExactly(message.output());
    }

    /** It is ours alone, so that we can go into what filters made there. */
    @Test
    void whateverFiltersLeftInTheDirectoryGoesWithTheProcess() throws IOException {
        SpooledMessage message = prepared("text\n");
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path kept = Files.createFile(outside.resolve("kept"));
        Path own = message.email().resolveSibling("unpacked");
        Files.createDirectories(own.resolve("deep/deeper"));
        Files.createFile(own.resolve("deep/file"));
        Files.createSymbolicLink(own.resolve("link"), outside);
        message.close();
        spools.getFirst().close();
        assertThat(directory).isDirectoryNotContaining(file -> !file.equals(outside));
        assertThat(kept).exists();
        Files.delete(kept);
        Files.delete(outside);
    }

    /** Who cleans up in /tmp may do so at any time. */
    @Test
    void whereTheDirectoryIsRemovedTheNextMessageHasAnother() throws IOException {
        Spool spool = spool();
        try (SpooledMessage before = spool.create()) {
            before.prepareForFilter(new byte[0]);
            for (Path file : Spooled.in(directory)) {
                Files.delete(file);
            }
            Files.delete(before.email().resolveSibling("lock"));
            Files.delete(before.email().resolveSibling(""));
            try (SpooledMessage next = spool.create()) {
                next.write(bytes("text\n"), 0, 5);
                next.prepareForFilter(new byte[0]);
                check(next);
                assertThat(next.hasChanged()).isFalse();
                assertThat(next.email()).hasBinaryContent(bytes("text\n"));
            }
            assertThatThrownBy(() -> check(before))
                    .isInstanceOf(SpoolException.class)
                    .hasMessageEndingWith("its directory was removed or replaced while the filter was at work");
        }
    }

    @Test
    void withMessagesInHandTheDirectoryStaysForTheNextProcessToFind() throws IOException {
        SpooledMessage message = prepared("text\n");
        spools.getFirst().close();
        assertThat(message.email()).exists();
        message.close();
    }

    @Test
    void aFileThatCannotBeRemovedKeepsNoDescriptorOpen() throws IOException {
        SpooledMessage message = prepared("text\n");
        Files.writeString(message.output(), "changed\n");
        assertThat(message.hasChanged()).isTrue();
        int open = ProcessTable.openDescriptors();
        Files.delete(message.email());
        Files.createDirectory(message.email());
        Files.createFile(message.email().resolve("file"));
        assertThatThrownBy(message::close).isInstanceOf(SpoolException.class);
        assertThat(ProcessTable.openDescriptors()).isLessThan(open);
    }

    @Test
    void messageReadsBackAsItWasWritten() throws IOException {
        byte[] all = new byte[100_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (SpooledMessage message = spool().create()) {
            message.write(all, 0, 10);
            message.write(all, 10, 0);
            message.write(all, 10, all.length - 10);
            assertThat(message.size()).isEqualTo(all.length);
            message.prepareForFilter(new byte[0]);
            assertThat(message.email()).hasBinaryContent(all);
            assertThat(read(message.original())).isEqualTo(all);
            assertThat(read(message.original())).as("a second time").isEqualTo(all);
        }
    }

    @Test
    void messageWhoseFileWasRemovedOrReplacedStillReadsBack() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            Files.delete(message.email());
            assertThatThrownBy(() -> check(message)).isInstanceOf(MessageModifiedException.class);
            Files.writeString(message.email(), "another\n");
            assertThatThrownBy(() -> check(message)).isInstanceOf(MessageModifiedException.class);
            assertThat(message.wasModified()).as("what the client sent").isFalse();
            assertThat(read(message.original())).isEqualTo(bytes("text\n"));
        }
    }

    @Test
    void messageThatSomebodyWroteToIsKnownToBeModified() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            assertThat(message.wasModified()).isFalse();
            Files.writeString(message.email(), "more\n", StandardOpenOption.APPEND);
            assertThat(message.wasModified()).isTrue();
        }
    }

    /** At once, within the few milliseconds for which the kernel's clock for files stands still, and of the same size. */
    @Test
    void messageThatWasOverwrittenAtOnceIsKnownToBeModified() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (SpooledMessage message = prepared("text\n")) {
                Files.writeString(message.email(), "TEXT\n", StandardOpenOption.WRITE);
                assertThat(message.wasModified()).isTrue();
            }
        }
    }

    @Test
    void messageThatWasEmptiedAndThenRemovedIsKnownToBeModified() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            Files.writeString(message.email(), "");
            Files.delete(message.email());
            assertThat(message.wasModified()).isTrue();
        }
    }

    @Test
    void outputThatTheFilterLeftAloneIsNoChange() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            assertThat(message.output()).isEmptyFile();
            assertThat(message.hasChanged()).isFalse();
        }
    }

    @Test
    void aSmallMessageThatNoFilterExaminesIsNoFile() throws IOException {
        try (SpooledMessage message = spool().create()) {
            message.write(bytes("text\n"), 0, 5);
            assertThat(directory).isEmptyDirectory();
            assertThat(read(message.original())).isEqualTo(bytes("text\n"));
            assertThat(message.wasModified()).isFalse();
        }
    }

    @Test
    void aLargeMessageThatNoFilterExaminesIsASingleFile() throws IOException {
        byte[] block = new byte[10_000];
        try (SpooledMessage message = spool().create()) {
            for (int i = 0; i < 10; i++) {
                message.write(block, 0, block.length);
            }
            assertThat(Spooled.in(directory)).containsExactly(message.email());
            assertThat(read(message.original())).hasSize(100_000);
        }
        assertThat(Spooled.in(directory)).isEmpty();
    }

    /** However many sessions there are: beyond its share of the heap, a message takes a file and no memory. */
    @Test
    void memoryForMessagesHasALimit() throws IOException {
        Spool spool = spool();
        List<SpooledMessage> messages = new ArrayList<>();
        long most = Runtime.getRuntime().maxMemory();
        byte[] block = new byte[60_000];
        for (long taken = 0; taken < most && Spooled.in(directory).isEmpty(); taken += block.length) {
            messages.add(spool.create());
            messages.getLast().write(block, 0, block.length);
        }
        assertThat(Spooled.in(directory)).hasSize(1);
        messages.getFirst().close();
        messages.set(0, spool.create());
        messages.getFirst().write(block, 0, block.length);
        assertThat(Spooled.in(directory)).as("memory that was given back").hasSize(1);
        for (SpooledMessage message : messages) {
            message.close();
        }
        assertThat(Spooled.in(directory)).isEmpty();
    }

    @Test
    void whatTheFilterWroteOrMovedThereIsTheChange() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            Files.writeString(message.output(), "changed\n");
            assertThat(message.hasChanged()).isTrue();
            Path other = Files.writeString(directory.resolve("other"), "moved\n");
            Files.move(other, message.output(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(message.hasChanged()).isTrue();
            assertThat(read(message.changed())).isEqualTo(bytes("moved\n"));
        }
    }

    /** A link could name any file that we may read, and a fifo would keep us waiting. */
    @Test
    void outputThatIsNoRegularFileIsAnError() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            Files.delete(message.output());
            Files.createSymbolicLink(message.output(), Path.of("/etc/passwd"));
            assertThatThrownBy(message::hasChanged).isInstanceOf(SpoolException.class);
            Files.delete(message.output());
            Files.createDirectory(message.output());
            assertThatThrownBy(message::hasChanged)
                    .isInstanceOf(SpoolException.class)
                    .hasMessage("cannot use what the filter wrote to OUTFILE: it is no longer a regular file");
        }
    }

    /** Root may read everything, but not without its capabilities. */
    @Test
    void outputThatCannotBeReadIsAnError() throws IOException, InterruptedException {
        List<String> withoutPrivileges =
                List.of("unshare", "--map-root-user", "setpriv", "--bounding-set=-all", "--inh-caps=-all");
        assertThat(SecondJvm.run(withoutPrivileges, UnreadableOutput.class, directory.toString()))
                .isEqualTo("cannot use what the filter wrote to OUTFILE: open: permission denied\n");
    }

    /** Main class of another process. */
    static final class UnreadableOutput {
        private UnreadableOutput() {}

        public static void main(String[] arguments) throws IOException {
            try (Spool spool = Spool.in(Path.of(arguments[0]));
                    SpooledMessage message = spool.create()) {
                message.prepareForFilter(new byte[0]);
                Files.writeString(message.output(), "changed\n");
                Files.setPosixFilePermissions(message.output(), PosixFilePermissions.fromString("---------"));
                System.out.println(message.hasChanged());
            } catch (SpoolException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void directoryThatIsGoneIsNamedInTheError() throws IOException {
        Spool spool = spool();
        Files.delete(directory);
        SpooledMessage message = spool.create();
        assertThatThrownBy(() -> message.prepareForFilter(new byte[0]))
                .isInstanceOf(SpoolException.class)
                .hasMessageStartingWith("cannot spool in " + directory);
        Files.createDirectory(directory);
    }

    private SpooledMessage prepared(String text) throws SpoolException {
        SpooledMessage message = spool().create();
        message.write(bytes(text), 0, text.length());
        message.prepareForFilter(bytes("a@b\n"));
        return message;
    }

    private static void check(SpooledMessage message) throws SpoolException {
        try (FilterGround ground = message.groundForFilter()) {
            ground.check();
        }
    }

    private static byte[] read(SpooledText text) throws SpoolException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[777];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.write(block, 0, count);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private Spool spool() {
        spools.add(Spool.in(directory));
        return spools.getLast();
    }
}
