package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.Spooled;

/** A message reads back as it was written, or somebody is told; a small one needs no file. */
class SpooledMessageTest {
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

    /** A program that the filter left running may still write to its files: a part must never pass for the whole. */
    @Test
    void textThatIsCutShortWhileItIsReadIsAFailure() throws IOException {
        try (SpooledMessage message = spools.prepared("0123456789\n")) {
            SpooledText original = message.text();
            SpooledText changed = Prepared.opened(message);
            byte[] block = new byte[3];
            assertThat(original.read(block)).isEqualTo(3);
            Files.write(Prepared.email(message), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
            Files.write(Prepared.output(message), Prepared.bytes("abc"), StandardOpenOption.TRUNCATE_EXISTING);
            for (SpooledText text : List.of(original, changed)) {
                assertThatThrownBy(() -> Prepared.read(text))
                        .isInstanceOf(SpoolException.class)
                        .hasMessageContaining("cut short");
            }
        }
    }

    /** What is added behind the verdict has not been examined. */
    @Test
    void textThatGrowsWhileItIsReadEndsWhereItEnded() throws IOException {
        try (SpooledMessage message = spools.prepared("text\n")) {
            SpooledText original = message.text();
            assertThat(original.read(new byte[1])).isEqualTo(1);
            Files.write(Prepared.email(message), Prepared.bytes("more"), StandardOpenOption.APPEND);
            assertThat(original.read(new byte[100])).isEqualTo(4);
            assertThat(original.read(new byte[100])).isEqualTo(-1);
        }
    }

    @Test
    void messageReadsBackAsItWasWritten() throws IOException {
        byte[] all = new byte[100_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (SpooledMessage message = spools.make().create()) {
            message.write(all, 0, 10);
            message.write(all, 10, 0);
            message.write(all, 10, all.length - 10);
            assertThat(message.size()).isEqualTo(all.length);
            var _ = Prepared.prepare(message);
            assertThat(Prepared.email(message)).hasBinaryContent(all);
            assertThat(Prepared.read(message.text())).isEqualTo(all);
            assertThat(Prepared.read(message.text())).as("a second time").isEqualTo(all);
        }
    }

    @Test
    void aVersionWithAnotherBeginningIsNoCopy() throws IOException {
        byte[] body = Prepared.bytes("body\n".repeat(100_000));
        try (SpooledMessage message = spools.make().create()) {
            message.write(Prepared.bytes("old\n\n"), 0, 5);
            message.write(body, 0, body.length);
            SpooledMessage version = message.derive(Prepared.bytes("new: x\n"), 4);
            SpooledMessage second = version.derive(new byte[0], 8);

            assertThat(version.size()).isEqualTo(8 + body.length);
            assertThat(Prepared.read(version.text()))
                    .startsWith(Prepared.bytes("new: x\n\nbody\nbody\n"))
                    .endsWith(body);
            assertThat(Prepared.read(version.text())).as("a second time").hasSize(8 + body.length);
            assertThat(Prepared.read(second.text())).isEqualTo(body);
            Path email = Prepared.email(message);
            assertThat(email.getParent())
                    .isDirectoryNotContaining(file -> !file.equals(email) && !file.endsWith("lock"));

            assertThat(version.asFile().path()).isNotEqualTo(email);
            assertThat(version.asFile().path())
                    .content()
                    .startsWith("new: x\n\nbody\n")
                    .hasSize(8 + body.length);
            assertThat(Prepared.read(version.text())).hasSize(8 + body.length);
            assertThat(Prepared.read(message.text())).hasSize(5 + body.length);
        }
    }

    @Test
    void aVersionOfAMessageThatSomebodyWroteToIsKnownToBeModified() throws IOException {
        try (SpooledMessage message = spools.prepared("head\ntext\n")) {
            SpooledMessage version = message.derive(Prepared.bytes("HEAD\n"), 5);
            assertThat(Prepared.read(version.text())).isEqualTo(Prepared.bytes("HEAD\ntext\n"));
            Files.writeString(Prepared.email(message), "x", StandardOpenOption.WRITE);
            assertThatThrownBy(() -> Prepared.read(version.text())).isInstanceOf(MessageModifiedException.class);
        }
    }

    @Test
    void messageWhoseFileWasRemovedOrReplacedStillReadsBack() throws IOException {
        try (SpooledMessage message = spools.prepared("text\n")) {
            Files.delete(Prepared.email(message));
            assertThatThrownBy(() -> Prepared.check(message)).isInstanceOf(MessageModifiedException.class);
            Files.writeString(Prepared.email(message), "another\n");
            assertThatThrownBy(() -> Prepared.check(message)).isInstanceOf(MessageModifiedException.class);
            assertThat(Prepared.wasModified(message)).as("what the client sent").isFalse();
            assertThat(Prepared.read(message.text())).isEqualTo(Prepared.bytes("text\n"));
        }
    }

    @Test
    void messageThatSomebodyWroteToIsKnownToBeModified() throws IOException {
        try (SpooledMessage message = spools.prepared("text\n")) {
            assertThat(Prepared.wasModified(message)).isFalse();
            Files.writeString(Prepared.email(message), "more\n", StandardOpenOption.APPEND);
            assertThat(Prepared.wasModified(message)).isTrue();
        }
    }

    /** At once, within the few milliseconds for which the kernel's clock for files stands still, and of the same size. */
    @Test
    void messageThatWasOverwrittenAtOnceIsKnownToBeModified() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (SpooledMessage message = spools.prepared("text\n")) {
                Files.writeString(Prepared.email(message), "TEXT\n", StandardOpenOption.WRITE);
                assertThat(Prepared.wasModified(message)).isTrue();
            }
        }
    }

    @Test
    void messageThatWasEmptiedAndThenRemovedIsKnownToBeModified() throws IOException {
        try (SpooledMessage message = spools.prepared("text\n")) {
            Files.writeString(Prepared.email(message), "");
            Files.delete(Prepared.email(message));
            assertThat(Prepared.wasModified(message)).isTrue();
        }
    }

    @Test
    void aSmallMessageThatNoFilterExaminesIsNoFile() throws IOException {
        try (SpooledMessage message = spools.make().create()) {
            message.write(Prepared.bytes("text\n"), 0, 5);
            assertThat(directory).isEmptyDirectory();
            assertThat(Prepared.read(message.text())).isEqualTo(Prepared.bytes("text\n"));
            assertThat(Prepared.wasModified(message)).isFalse();
        }
    }

    @Test
    void aLargeMessageThatNoFilterExaminesIsASingleFile() throws IOException {
        byte[] block = new byte[10_000];
        try (SpooledMessage message = spools.make().create()) {
            for (int i = 0; i < 10; i++) {
                message.write(block, 0, block.length);
            }
            assertThat(Spooled.in(directory)).containsExactly(Prepared.email(message));
            assertThat(Prepared.read(message.text())).hasSize(100_000);
        }
        assertThat(Spooled.in(directory)).isEmpty();
    }

    /** However many sessions there are: beyond its share of the heap, a message takes a file and no memory. */
    @Test
    void memoryForMessagesHasALimit() throws IOException {
        Spool spool = spools.make();
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
        try (SpooledMessage message = spools.prepared("text\n")) {
            SpooledMessage other = message.derive();
            other.write(large, 0, large.length);
            SpooledMessage third = other.derive();
            var _ = Prepared.prepare(third);
            assertThat(Prepared.read(message.text())).isEqualTo(Prepared.bytes("text\n"));
            assertThat(Prepared.read(other.text())).isEqualTo(large);
            assertThat(Prepared.read(third.text())).isEmpty();
            assertThat(Spooled.in(directory)).hasSize(7);
        }
        assertThat(Spooled.in(directory)).isEmpty();
    }

    /** Two filters may be given it, one after the other. */
    @Test
    void filesBesideAMessageAreNewEachTime() throws IOException {
        try (SpooledMessage message = spools.prepared("text\n")) {
            Files.writeString(Prepared.output(message), "changed\n");
            Path second = message.asFile().makeBeside(".out", new byte[0]);
            assertThat(second).isEmptyFile().hasParent(Prepared.email(message).getParent());
            assertThat(Prepared.output(message)).hasContent("changed\n");
        }
        assertThat(Spooled.in(directory)).isEmpty();
    }
}
