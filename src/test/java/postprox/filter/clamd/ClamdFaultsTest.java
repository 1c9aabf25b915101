package postprox.filter.clamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.filter.clamd.ClamdLab.LONG;
import static postprox.filter.clamd.ClamdLab.SHORT;
import static postprox.filter.clamd.ClamdLab.SMALL;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.clamd.ClamdLab.Way;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer.NotConnected;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpooledMessage;
import postprox.testkit.OpenDescriptors;
import postprox.testkit.ScriptedClamd.Conversation;

/** A clamd that breaks, hangs or talks nonsense, by each way in which it may get a message. */
class ClamdFaultsTest {
    private final Path directory;

    @AutoClose
    private final ClamdLab lab;

    ClamdFaultsTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.lab = new ClamdLab(directory);
    }

    @ParameterizedTest
    @EnumSource
    void aCloseWithoutAReplyIsNotClean(Way way) {
        lab.clamd(way).behave(Conversation::awaitRequest);

        assertThat(lab.ask(way, SMALL, LONG)).isEqualTo(lab.failed(way, "it closed the connection without a reply"));
    }

    @ParameterizedTest
    @EnumSource
    void aReplyThatBreaksOffIsNotClean(Way way) {
        lab.clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("stream: OK");
        });

        assertThat(lab.ask(way, SMALL, LONG))
                .isEqualTo(lab.failed(way, "it closed the connection in the middle of its reply"));
    }

    @ParameterizedTest
    @EnumSource
    void okWithMoreBehindItIsNotClean(Way way) {
        lab.clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("stream: OK\0stream: Eicar FOUND\0");
        });

        assertThat(lab.ask(way, SMALL, LONG)).isEqualTo(lab.failed(way, "it wrote more than a reply"));
    }

    @ParameterizedTest
    @EnumSource
    void okWithTheEndOfAnotherCommandIsNotClean(Way way) {
        lab.clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("stream: OK\n");
        });

        assertThat(lab.ask(way, SMALL, LONG)).isEqualTo(lab.failed(way, "its reply ends as none to this request does"));
    }

    @ParameterizedTest
    @EnumSource
    void aReplyByteByByteIsReadOnlyUntilTheDeadline(Way way) {
        lab.clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.trickle("x");
        });

        assertThat(lab.ask(way, SMALL, SHORT)).isEqualTo(lab.failed(way, "no answer in 1.0 s"));
    }

    @ParameterizedTest
    @EnumSource
    void aReplyWithoutEndIsNotReadToItsEnd(Way way) {
        lab.clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            while (true) {
                conversation.say("stream: ");
            }
        });

        assertThat(lab.ask(way, SMALL, LONG)).isEqualTo(lab.failed(way, "its reply is longer than 8192 bytes"));
    }

    @ParameterizedTest
    @EnumSource
    void silenceIsAFailureAfterTheTimeout(Way way) {
        lab.clamd(way).behave(Conversation::awaitEnd);

        assertThat(lab.ask(way, SMALL, SHORT)).isEqualTo(lab.failed(way, "no answer in 1.0 s"));
    }

    /** clamd writes this with LF, also to those who sent a z command. */
    @ParameterizedTest
    @EnumSource
    void aReadTimeoutOfClamdsOwnIsAFailure(Way way) {
        lab.clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("COMMAND READ TIMED OUT\n");
        });

        assertThat(lab.ask(way, SMALL, LONG)).isEqualTo(lab.failed(way, "it said 'COMMAND READ TIMED OUT'"));
    }

    @ParameterizedTest
    @EnumSource
    void anErrorIsAFailure(Way way) {
        lab.clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("stream: Can't allocate memory\u001b[2J ERROR\0");
        });

        assertThat(lab.ask(way, SMALL, LONG))
                .isEqualTo(lab.failed(way, "it said 'stream: Can't allocate memory?[2J ERROR'"));
    }

    /** A large or odd message may be more than clamd has memory for. It can still scan all others. */
    @ParameterizedTest
    @EnumSource
    void messagesThatClamdCannotScanDoNotSwitchScanningOff(Way way) {
        ClamdFilter filter = lab.filter(way);
        lab.clamd(way).behave(ClamdLab.saying("fd[11]: Can't allocate memory ERROR\0"));
        for (int i = 0; i < 6; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n", LONG))
                    .isEqualTo(lab.failed(way, "it said 'fd[11]: Can't allocate memory ERROR'"));
        }
        lab.clamd(way).behave(ClamdLab.saying("fd[11]: Eicar FOUND\0"));

        assertThat(lab.ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Reject.class);
    }

    /** Nobody would hear of a disk that is full if another clamd took over in silence. */
    @ParameterizedTest
    @EnumSource
    void aClamdThatCannotScanAnythingIsLeftAlone(Way way) {
        ClamdFilter filter = lab.filter(way);
        lab.clamd(way).behave(ClamdLab.saying("fd[11]: Can't create temporary file ERROR\0"));
        for (int i = 0; i < 6; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n", LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }

        assertThat(lab.clamd(way).connections()).isEqualTo(5);
    }

    @Test
    void aServerThatIsNotThereIsAFailure() throws IOException {
        lab.unix.close();

        assertThat(lab.ask(Way.DESCRIPTOR, SMALL, LONG)).isEqualTo(lab.failed(Way.DESCRIPTOR, "connection refused"));
        Files.delete(directory.resolve("clamd.ctl"));
        assertThat(lab.ask(Way.DESCRIPTOR, SMALL, LONG))
                .isEqualTo(lab.failed(Way.DESCRIPTOR, "no such file or directory"));
    }

    /** The kernel's queue of connections is full. Java's own connecting to a Unix socket would wait for ever. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STREAM_ON_TCP")
    void aServerThatAcceptsNoConnectionIsAFailureAfterTheTimeout(Way way) throws IOException {
        Path path = directory.resolve("full");
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            full.bind(UnixDomainSocketAddress.of(path), 1);
            boolean isFull = false;
            while (!isFull) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.configureBlocking(false);
                waiting.add(channel);
                isFull = !connects(channel, path);
            }

            assertThat(lab.ask(ClamdLab.filter(new Endpoint.Unix(path), way), SMALL, SHORT))
                    .isEqualTo(new NoVerdict.Failed("unix:" + path + ": Connect timed out"));
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    private static boolean connects(SocketChannel channel, Path path) {
        try {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false;
        }
    }

    /** What clamd would open at the message's path may be another file by now. */
    @Test
    void aFileInThePlaceOfTheMessagesFileIsNotScannedForIt() throws IOException {
        try (SpooledMessage message = lab.examinations.message(SMALL)) {
            Path file = message.asFile().path();
            Path other = Files.writeString(file.resolveSibling("other"), SMALL);
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> lab.filter(Way.DESCRIPTOR).examine(lab.examinations.of(message, LONG)))
                    .isInstanceOf(MessageModifiedException.class);
            Files.delete(file);
            assertThatThrownBy(() -> lab.filter(Way.DESCRIPTOR).examine(lab.examinations.of(message, LONG)))
                    .isInstanceOf(MessageModifiedException.class);
        }
        assertThat(lab.unix.connections()).isZero();
    }

    /** A client that sends enough messages could bring it about. */
    @Test
    void wantOfMemoryOnThePlatformThreadIsNoFailureOfClamd() throws Exception {
        ClamdFilter filter = lab.filter(Way.DESCRIPTOR);
        try (ExecutorService session = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ClamdReply> reply = session.submit(() -> filter.onPlatformThread(() -> {
                throw new OutOfMemoryError("Java heap space");
            }));
            assertThatThrownBy(reply::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            NotConnected.class, e -> assertThat(e.why()).isEqualTo(NotConnected.Why.NO_RESOURCES));
        }
    }

    @Test
    void nothingStaysOpen() throws IOException {
        Runnable all = () -> Stream.of(Way.values()).forEach(way -> {
            lab.clamd(way).behave(Conversation::awaitRequest);
            assertThat(lab.ask(way, SMALL, LONG)).isInstanceOf(NoVerdict.Failed.class);
        });
        all.run();
        long before = OpenDescriptors.count();
        for (int i = 0; i < 50; i++) {
            all.run();
        }

        assertThat(OpenDescriptors.count()).isLessThan(before + 20);
    }
}
