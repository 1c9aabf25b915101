package postprox.filter.clamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer.NotConnected;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.ScriptedClamd;
import postprox.testkit.ScriptedClamd.Conversation;
import postprox.testkit.ScriptedDaemon.Script;
import postprox.testkit.TestWatchdog;
import postprox.time.Ticker;

/** A clamd that breaks, hangs or talks nonsense, by each way in which it may get a message. */
class ClamdFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String SMALL = "Subject: x\n\nbody\n";
    private static final String LARGE = "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(400_000);

    @TempDir
    private Path directory;

    private Examinations examinations;
    private ScriptedClamd tcp;
    private ScriptedClamd unix;

    enum Way {
        DESCRIPTOR,
        STREAM_ON_UNIX_SOCKET,
        STREAM_ON_TCP
    }

    @BeforeEach
    void start() throws IOException {
        examinations = new Examinations(Files.createDirectory(directory.resolve("spool")));
        tcp = ScriptedClamd.onTcp();
        unix = ScriptedClamd.onUnixSocket(directory.resolve("clamd.ctl"));
    }

    @AfterEach
    void stop() throws IOException {
        tcp.close();
        unix.close();
        examinations.close();
    }

    @ParameterizedTest
    @EnumSource
    void aCloseWithoutAReplyIsNotClean(Way way) {
        clamd(way).behave(Conversation::awaitRequest);

        assertThat(ask(way, SMALL, LONG)).isEqualTo(failed(way, "it closed the connection without a reply"));
    }

    @ParameterizedTest
    @EnumSource
    void aReplyThatBreaksOffIsNotClean(Way way) {
        clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("stream: OK");
        });

        assertThat(ask(way, SMALL, LONG)).isEqualTo(failed(way, "it closed the connection in the middle of its reply"));
    }

    /** An OK that comes while the message is being sent is about nothing. */
    @Test
    void okBeforeTheEndOfTheMessageIsNotClean() {
        clamd(Way.STREAM_ON_TCP).behave(conversation -> {
            String _ = conversation.awaitCommand();
            conversation.say("stream: OK\0");
            conversation.awaitEnd();
        });

        assertThat(ask(Way.STREAM_ON_TCP, LARGE, LONG))
                .isEqualTo(failed(Way.STREAM_ON_TCP, "it said OK before it had all of the message"));
    }

    @ParameterizedTest
    @EnumSource
    void okWithMoreBehindItIsNotClean(Way way) {
        clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("stream: OK\0stream: Eicar FOUND\0");
        });

        assertThat(ask(way, SMALL, LONG)).isEqualTo(failed(way, "it wrote more than a reply"));
    }

    @ParameterizedTest
    @EnumSource
    void okWithTheEndOfAnotherCommandIsNotClean(Way way) {
        clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("stream: OK\n");
        });

        assertThat(ask(way, SMALL, LONG)).isEqualTo(failed(way, "its reply ends as none to this request does"));
    }

    @ParameterizedTest
    @EnumSource
    void aReplyByteByByteIsReadOnlyUntilTheDeadline(Way way) {
        clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            while (true) {
                conversation.say("x");
                Thread.sleep(Duration.ofMillis(50));
            }
        });

        assertThat(ask(way, SMALL, SHORT)).isEqualTo(failed(way, "no answer in 1.0 s"));
    }

    @ParameterizedTest
    @EnumSource
    void aReplyWithoutEndIsNotReadToItsEnd(Way way) {
        clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            while (true) {
                conversation.say("stream: ");
            }
        });

        assertThat(ask(way, SMALL, LONG)).isEqualTo(failed(way, "its reply is longer than 8192 bytes"));
    }

    @ParameterizedTest
    @EnumSource
    void silenceIsAFailureAfterTheTimeout(Way way) {
        clamd(way).behave(Conversation::awaitEnd);

        assertThat(ask(way, SMALL, SHORT)).isEqualTo(failed(way, "no answer in 1.0 s"));
    }

    /** clamd writes this with LF, also to those who sent a z command. */
    @ParameterizedTest
    @EnumSource
    void aReadTimeoutOfClamdsOwnIsAFailure(Way way) {
        clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("COMMAND READ TIMED OUT\n");
        });

        assertThat(ask(way, SMALL, LONG)).isEqualTo(failed(way, "it said 'COMMAND READ TIMED OUT'"));
    }

    @ParameterizedTest
    @EnumSource
    void anErrorIsAFailure(Way way) {
        clamd(way).behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("stream: Can't allocate memory\u001b[2J ERROR\0");
        });

        assertThat(ask(way, SMALL, LONG)).isEqualTo(failed(way, "it said 'stream: Can't allocate memory?[2J ERROR'"));
    }

    /** A large or odd message may be more than clamd has memory for. It can still scan all others. */
    @ParameterizedTest
    @EnumSource
    void messagesThatClamdCannotScanDoNotSwitchScanningOff(Way way) {
        ClamdFilter filter = filter(way);
        clamd(way).behave(saying("fd[11]: Can't allocate memory ERROR\0"));
        for (int i = 0; i < 6; i++) {
            assertThat(ask(filter, "Message-ID: <" + i + "@example.org>\n\n", LONG))
                    .isEqualTo(failed(way, "it said 'fd[11]: Can't allocate memory ERROR'"));
        }
        clamd(way).behave(saying("fd[11]: Eicar FOUND\0"));

        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Reject.class);
    }

    /** Nobody would hear of a disk that is full if another clamd took over in silence. */
    @ParameterizedTest
    @EnumSource
    void aClamdThatCannotScanAnythingIsLeftAlone(Way way) {
        ClamdFilter filter = filter(way);
        clamd(way).behave(saying("fd[11]: Can't create temporary file ERROR\0"));
        for (int i = 0; i < 6; i++) {
            assertThat(ask(filter, "Message-ID: <" + i + "@example.org>\n\n", LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }

        assertThat(clamd(way).connections()).isEqualTo(5);
    }

    private static Script<Conversation> saying(String reply) {
        return conversation -> {
            conversation.awaitRequest();
            conversation.say(reply);
        };
    }

    /** A refusal in the middle of a large message counts, although most of the message was not taken. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DESCRIPTOR")
    void aReplyBeforeTheEndOfTheStreamIsHeard(Way way) {
        clamd(way).behave(conversation -> {
            assertThat(conversation.awaitCommand()).isEqualTo("zINSTREAM");
            conversation.say("INSTREAM size limit exceeded. ERROR\0");
        });
        for (int i = 0; i < 20; i++) {
            assertThat(ask(way, LARGE, LONG)).isEqualTo(new NoVerdict.TooLarge("larger than clamd's StreamMaxLength"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DESCRIPTOR")
    void aPeerThatReadsNoMoreIsAFailureAfterTheTimeout(Way way) {
        clamd(way).behave(conversation -> {
            conversation.awaitCommand();
            new CountDownLatch(1).await();
        });

        assertThat(ask(way, LARGE, SHORT)).isEqualTo(failed(way, "no answer in 1.0 s"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DESCRIPTOR")
    void theStreamHasEveryByte(Way way) {
        AtomicReference<byte[]> seen = new AtomicReference<>(new byte[0]);
        clamd(way).behave(conversation -> {
            seen.set(conversation.awaitRequest());
            conversation.say("stream: OK\0");
        });
        for (String text : List.of("", "x", SMALL, LARGE, "x".repeat(65_536), "x".repeat(65_537))) {
            assertThat(ask(way, text, LONG)).isEqualTo(new Verdict.Accept());
            assertThat(new String(seen.get(), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .isEqualTo(text);
        }
    }

    @Test
    void aServerThatIsNotThereIsAFailure() throws IOException {
        unix.close();

        assertThat(ask(Way.DESCRIPTOR, SMALL, LONG)).isEqualTo(failed(Way.DESCRIPTOR, "connection refused"));
        Files.delete(directory.resolve("clamd.ctl"));
        assertThat(ask(Way.DESCRIPTOR, SMALL, LONG)).isEqualTo(failed(Way.DESCRIPTOR, "no such file or directory"));
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

            assertThat(ask(filter(new Endpoint.Unix(path), way), SMALL, SHORT))
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
        try (SpooledMessage message = examinations.message(SMALL)) {
            Path file = message.asFile().path();
            Path other = Files.writeString(file.resolveSibling("other"), SMALL);
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> filter(Way.DESCRIPTOR).examine(examinations.of(message, LONG)))
                    .isInstanceOf(MessageModifiedException.class);
            Files.delete(file);
            assertThatThrownBy(() -> filter(Way.DESCRIPTOR).examine(examinations.of(message, LONG)))
                    .isInstanceOf(MessageModifiedException.class);
        }
        assertThat(unix.connections()).isZero();
    }

    /** A client that sends enough messages could bring it about. */
    @Test
    void wantOfMemoryOnThePlatformThreadIsNoFailureOfClamd() throws Exception {
        ClamdFilter filter = filter(Way.DESCRIPTOR);
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
            clamd(way).behave(Conversation::awaitRequest);
            assertThat(ask(way, SMALL, LONG)).isInstanceOf(NoVerdict.Failed.class);
        });
        all.run();
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            all.run();
        }

        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    private ScriptedClamd clamd(Way way) {
        return way == Way.STREAM_ON_TCP ? tcp : unix;
    }

    private NoVerdict.Failed failed(Way way, String reason) {
        return new NoVerdict.Failed(clamd(way).place() + ": " + reason);
    }

    private ClamdFilter filter(Way way) {
        return filter(clamd(way).place(), way);
    }

    private static ClamdFilter filter(Endpoint place, Way way) {
        return new ClamdFilter(
                new Servers("clamd", List.of(place), _ -> {}, Ticker.SYSTEM),
                TestWatchdog.dialer(),
                new ClamdMeaning(new VirusRules("%v", OnFinding.REJECT, OnFinding.REJECT)),
                way == Way.STREAM_ON_UNIX_SOCKET);
    }

    private Answer ask(Way way, String text, Duration time) {
        return ask(filter(way), text, time);
    }

    private Answer ask(ClamdFilter filter, String text, Duration time) {
        return examinations.ask(filter, text, time);
    }
}
