package postprox.spool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.posix.ProcessTable;
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
            for (Path file : List.of(Prepared.email(message), Prepared.output(message), Prepared.recipients(message))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void filesLieInTheDirectoryUnderNamesThatNobodyCanForetell() throws IOException {
        try (SpooledMessage one = prepared("text\n");
                SpooledMessage other = prepared("text\n")) {
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

    /** A program that the filter left running may still write to its files: a part must never pass for the whole. */
    @Test
    void textThatIsCutShortWhileItIsReadIsAFailure() throws IOException {
        try (SpooledMessage message = prepared("0123456789\n")) {
            SpooledText original = message.text();
            SpooledText changed = opened(message);
            byte[] block = new byte[3];
            assertThat(original.read(block)).isEqualTo(3);
            Files.write(Prepared.email(message), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
            Files.write(Prepared.output(message), bytes("abc"), StandardOpenOption.TRUNCATE_EXISTING);
            for (SpooledText text : List.of(original, changed)) {
                assertThatThrownBy(() -> read(text))
                        .isInstanceOf(SpoolException.class)
                        .hasMessageContaining("cut short");
            }
        }
    }

    /** What is added behind the verdict has not been examined. */
    @Test
    void textThatGrowsWhileItIsReadEndsWhereItEnded() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            SpooledText original = message.text();
            assertThat(original.read(new byte[1])).isEqualTo(1);
            Files.write(Prepared.email(message), bytes("more"), StandardOpenOption.APPEND);
            assertThat(original.read(new byte[100])).isEqualTo(4);
            assertThat(original.read(new byte[100])).isEqualTo(-1);
        }
    }

    @Test
    void nothingIsLeftWhenAMessageIsClosed() throws IOException {
        SpooledMessage message = prepared("text\n");
        Files.writeString(Prepared.output(message), "changed\n");
        message.close();
        assertThat(Spooled.in(directory)).isEmpty();
    }

    @Test
    void nothingIsLeftWhateverTheFilterPutInTheFilesPlace() throws IOException {
        SpooledMessage message = prepared("text\n");
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
        SpooledMessage message = prepared("text\n");
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
        SpooledMessage message = prepared("text\n");
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path kept = Files.createFile(outside.resolve("kept"));
        Path own = Prepared.email(message).resolveSibling("unpacked");
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
            var _ = Prepared.prepare(before);
            for (Path file : Spooled.in(directory)) {
                Files.delete(file);
            }
            Files.delete(Prepared.email(before).resolveSibling("lock"));
            Files.delete(Prepared.email(before).resolveSibling(""));
            try (SpooledMessage next = spool.create()) {
                next.write(bytes("text\n"), 0, 5);
                var _ = Prepared.prepare(next);
                check(next);
                assertThat(Prepared.output(next)).isEmptyFile();
                assertThat(Prepared.email(next)).hasBinaryContent(bytes("text\n"));
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
        assertThat(Prepared.email(message)).exists();
        message.close();
    }

    @Test
    void aFileThatCannotBeRemovedKeepsNoDescriptorOpen() throws IOException {
        SpooledMessage message = prepared("text\n");
        SpooledText _ = opened(message);
        int open = ProcessTable.openDescriptors();
        Files.delete(Prepared.email(message));
        Files.createDirectory(Prepared.email(message));
        Files.createFile(Prepared.email(message).resolve("file"));
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
            var _ = Prepared.prepare(message);
            assertThat(Prepared.email(message)).hasBinaryContent(all);
            assertThat(read(message.text())).isEqualTo(all);
            assertThat(read(message.text())).as("a second time").isEqualTo(all);
        }
    }

    @Test
    void messageWhoseFileWasRemovedOrReplacedStillReadsBack() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            Files.delete(Prepared.email(message));
            assertThatThrownBy(() -> check(message)).isInstanceOf(MessageModifiedException.class);
            Files.writeString(Prepared.email(message), "another\n");
            assertThatThrownBy(() -> check(message)).isInstanceOf(MessageModifiedException.class);
            assertThat(Prepared.wasModified(message)).as("what the client sent").isFalse();
            assertThat(read(message.text())).isEqualTo(bytes("text\n"));
        }
    }

    @Test
    void messageThatSomebodyWroteToIsKnownToBeModified() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            assertThat(Prepared.wasModified(message)).isFalse();
            Files.writeString(Prepared.email(message), "more\n", StandardOpenOption.APPEND);
            assertThat(Prepared.wasModified(message)).isTrue();
        }
    }

    /** At once, within the few milliseconds for which the kernel's clock for files stands still, and of the same size. */
    @Test
    void messageThatWasOverwrittenAtOnceIsKnownToBeModified() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (SpooledMessage message = prepared("text\n")) {
                Files.writeString(Prepared.email(message), "TEXT\n", StandardOpenOption.WRITE);
                assertThat(Prepared.wasModified(message)).isTrue();
            }
        }
    }

    @Test
    void messageThatWasEmptiedAndThenRemovedIsKnownToBeModified() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            Files.writeString(Prepared.email(message), "");
            Files.delete(Prepared.email(message));
            assertThat(Prepared.wasModified(message)).isTrue();
        }
    }

    @Test
    void aSmallMessageThatNoFilterExaminesIsNoFile() throws IOException {
        try (SpooledMessage message = spool().create()) {
            message.write(bytes("text\n"), 0, 5);
            assertThat(directory).isEmptyDirectory();
            assertThat(read(message.text())).isEqualTo(bytes("text\n"));
            assertThat(Prepared.wasModified(message)).isFalse();
        }
    }

    @Test
    void aLargeMessageThatNoFilterExaminesIsASingleFile() throws IOException {
        byte[] block = new byte[10_000];
        try (SpooledMessage message = spool().create()) {
            for (int i = 0; i < 10; i++) {
                message.write(block, 0, block.length);
            }
            assertThat(Spooled.in(directory)).containsExactly(Prepared.email(message));
            assertThat(read(message.text())).hasSize(100_000);
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
    void whatIsMadeOfAMessageIsAMessageOfItsOwnAndGoesWithIt() throws IOException {
        byte[] large = new byte[100_000];
        try (SpooledMessage message = prepared("text\n")) {
            SpooledMessage other = message.derive();
            other.write(large, 0, large.length);
            SpooledMessage third = other.derive();
            var _ = Prepared.prepare(third);
            assertThat(read(message.text())).isEqualTo(bytes("text\n"));
            assertThat(read(other.text())).isEqualTo(large);
            assertThat(read(third.text())).isEmpty();
            assertThat(Spooled.in(directory)).hasSize(7);
        }
        assertThat(Spooled.in(directory)).isEmpty();
    }

    /** Two filters may be given it, one after the other. */
    @Test
    void filesBesideAMessageAreNewEachTime() throws IOException {
        try (SpooledMessage message = prepared("text\n")) {
            Files.writeString(Prepared.output(message), "changed\n");
            Path second = message.asFile().makeBeside(".out", new byte[0]);
            assertThat(second).isEmptyFile().hasParent(Prepared.email(message).getParent());
            assertThat(Prepared.output(message)).hasContent("changed\n");
        }
        assertThat(Spooled.in(directory)).isEmpty();
    }

    @Test
    void directoryThatIsGoneIsNamedInTheError() throws IOException {
        Spool spool = spool();
        Files.delete(directory);
        SpooledMessage message = spool.create();
        assertThatThrownBy(() -> Prepared.prepare(message))
                .isInstanceOf(SpoolException.class)
                .hasMessageStartingWith("cannot spool in " + directory);
        Files.createDirectory(directory);
    }

    private SpooledMessage prepared(String text) throws SpoolException {
        SpooledMessage message = spool().create();
        message.write(bytes(text), 0, text.length());
        var _ = Prepared.prepare(message);
        return message;
    }

    private static void check(SpooledMessage message) throws SpoolException {
        try (FilterGround ground = FilterGround.under(message.asFile())) {
            ground.check();
        }
    }

    /** The text of the file beside a message, as another program has written it. */
    private static SpooledText opened(SpooledMessage message) throws IOException {
        Path file = Files.writeString(Prepared.output(message), "abcdefghij\n");
        return message.asFile().textOf(FileChannel.open(file), "OUTFILE");
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
