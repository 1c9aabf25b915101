package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.FilterEvent;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedScanner;
import postprox.testkit.ScriptedScanner.Asked;
import postprox.testkit.ScriptedScanner.Conversation;

/** A scanner that breaks, hangs, talks nonsense or has too much to do. */
@Execution(ExecutionMode.CONCURRENT)
class HooksFaultsTest {
    private static final String SMALL = "Subject: x\n\nbody\n";
    private static final String LARGE = "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(400_000);

    private final Path directory;

    @AutoClose
    private ScriptedScanner scanner = ScriptedScanner.start();

    @AutoClose
    private final Asker asker;

    HooksFaultsTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        asker = Asker.atEndpoint(Files.createDirectory(directory.resolve("spool")), scanner.origin() + "/hook");
    }

    /** Scanners take a second request with the id for the first one, and refuse one with the id and other bytes. */
    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void aScannerThatCannotAnswerNowIsAskedAgainWithTheSameIdAndBytes(int status) {
        AtomicInteger tries = new AtomicInteger();
        scanner.behave(conversation -> conversation.answer(tries.incrementAndGet() < 3 ? status : 204, ""));

        assertThat(asker.ask(LARGE)).isEqualTo(new Verdict.Accept());
        assertThat(scanner.asked()).hasSize(3);
        assertThat(scanner.asked().stream().map(Asked::body).distinct()).hasSize(1);
        assertThat(scanner.asked().stream()
                        .map(asked -> asked.header("X-MTA-Hooks-Request-Id"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aConnectionThatBreaksIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        scanner.behave(conversation -> {
            conversation.request();
            if (tries.incrementAndGet() == 3) {
                conversation.reply(204, "");
            } else if (tries.get() == 2) {
                conversation.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"set\"");
            }
        });

        assertThat(asker.ask(SMALL)).isEqualTo(new Verdict.Accept());
        assertThat(scanner.asked().stream().map(Asked::body).distinct()).hasSize(1);
    }

    @Test
    void twoMessagesHaveTwoIds() {
        asker.ask(SMALL);
        asker.ask(SMALL);

        assertThat(scanner.asked().stream()
                        .map(asked -> asked.header("X-MTA-Hooks-Request-Id"))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void afterTheThirdTryItHasFailed() {
        scanner.behave(conversation -> conversation.answer(
                503, "{\"error\":{\"code\":\"SCANNER_UNAVAILABLE\",\"message\":\"busy\u001b[2J\"}}"));

        assertThat(asker.ask(SMALL))
                .isEqualTo(
                        failed(
                                "it said HTTP/1.1 503 Said: {\"error\":{\"code\":\"SCANNER_UNAVAILABLE\",\"message\":\"busy?[2J\"}}"));
        assertThat(scanner.asked()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 400, 401, 403, 405, 409, 422, 500, 501, 599})
    void otherRefusalsAreNotTriedAgain(int status) {
        scanner.behave(conversation -> conversation.answer(status, "no", "Location: http://127.0.0.1:1/"));

        assertThat(asker.ask(SMALL)).isEqualTo(failed("it said HTTP/1.1 " + status + " Said: no"));
        assertThat(scanner.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void anEndpointThatIsNotThereIsAFailure(int status) {
        scanner.behave(conversation -> conversation.answer(status, ""));

        assertThat(asker.ask(SMALL))
                .isEqualTo(failed("it says that it does not know the endpoint or the registration (404 or 410)"));
        assertThat(scanner.asked()).hasSize(1);
    }

    /** The administrator's rule for large messages decides, and not the fail policy. It may come while the message is being sent. */
    @Test
    void aMessageThatIsTooLargeForTheScannerIsNoFailure() {
        scanner.behave(conversation -> {
            conversation.head();
            conversation.reply(413, "");
            conversation.awaitEnd();
        });
        for (int i = 0; i < 10; i++) {
            assertThat(asker.ask(LARGE)).isEqualTo(new NoVerdict.TooLarge("larger than the scanner takes (413)"));
        }
    }

    @Test
    void aScannerThatWantsToBeLeftAloneLongerThanThereIsTimeIsNotAskedAgain() {
        scanner.behave(conversation -> conversation.answer(429, "", "Retry-After: 3600"));

        assertThat(asker.ask(SMALL)).isInstanceOf(NoVerdict.Failed.class);
        assertThat(scanner.asked()).hasSize(1);
    }

    @Test
    void silenceIsAFailureAtTheEndOfTheTimeAndNoReasonForAnotherTry() {
        scanner.behave(Conversation::awaitEnd);

        assertThat(asker.ask(SMALL, Asker.SHORT)).isEqualTo(failed("no answer in 1.0 s"));
        assertThat(asker.ask(LARGE, Asker.SHORT)).isEqualTo(failed("no answer in 1.0 s"));
    }

    @Test
    void aScannerThatReadsNoMoreIsAFailure() {
        scanner.behave(_ -> new CountDownLatch(1).await());

        assertThat(asker.ask(LARGE, Asker.SHORT)).isEqualTo(failed("no answer in 1.0 s"));
    }

    /** The kernel takes no more connections for it, or takes one that nobody accepts. */
    @Test
    void aScannerWhoseQueueIsFullIsAFailure() throws IOException {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            for (int i = 0; i < 5; i++) {
                SocketChannel channel = SocketChannel.open();
                waiting.add(channel);
                channel.configureBlocking(false);
                boolean _ = channel.connect(full.getLocalSocketAddress());
            }
            try (Asker other = Asker.atEndpoint(
                    Files.createDirectory(directory.resolve("other")),
                    "http://127.0.0.1:" + full.getLocalPort() + "/hook")) {
                assertThat(other.ask(SMALL, Asker.SHORT)).isInstanceOf(NoVerdict.Failed.class);
            }
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 503 No\r\n\r\n"})
    void bytesThatComeOneByOneAreReadOnlyUntilTheDeadline(String beginning) {
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say(beginning);
            conversation.trickle(" ");
        });

        assertThat(asker.ask(SMALL, Asker.SHORT)).isInstanceOf(NoVerdict.Failed.class);
    }

    @Test
    void aScannerThatIsGoneIsLeftAloneAndComesBack() throws IOException {
        int port = scanner.port();
        scanner.close();
        for (int i = 0; i < 5; i++) {
            assertThat(asker.ask("Message-ID: <" + i + "@x>\n\n")).isEqualTo(failed("Connection refused", port));
        }
        assertThat(asker.events()).singleElement().isInstanceOf(FilterEvent.FilterServerLost.class);
        scanner = ScriptedScanner.onPort(port);

        assertThat(asker.ask(SMALL)).isInstanceOf(NoVerdict.Failed.class);
        asker.clock.advance(Duration.ofSeconds(10));

        assertThat(asker.ask(SMALL)).isEqualTo(new Verdict.Accept());
        assertThat(asker.events()).last().isInstanceOf(FilterEvent.FilterServerBack.class);
    }

    /** Its sender tries again and again. The scanner is there for all others. */
    @Test
    void oneMessageThatBreaksTheScannerDoesNotSwitchItOff() {
        scanner.behave(conversation -> {
            if (!conversation.request().body().contains("cG9pc29u")) {
                conversation.reply(204, "");
            }
        });
        for (int i = 0; i < 7; i++) {
            assertThat(asker.ask("poison\nMessage-ID: <poison@example.org>\n\n"))
                    .isInstanceOf(NoVerdict.Failed.class);
        }

        assertThat(asker.ask(SMALL)).isEqualTo(new Verdict.Accept());
        assertThat(asker.events()).isEmpty();
    }

    /** What the scanner says of one message is no failure of the scanner's, however many such messages come. */
    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422, 500, 501})
    void messagesThatTheScannerDoesNotTakeDoNotSwitchItOff(int status) {
        scanner.behave(conversation -> conversation.answer(status, ""));
        for (int i = 0; i < 7; i++) {
            asker.ask("Message-ID: <" + i + "@x>\n\n");
        }
        scanner.behave(conversation -> conversation.answer(204, ""));

        assertThat(asker.ask(SMALL)).isEqualTo(new Verdict.Accept());
    }

    /** HTTP is spoken there, and what is wrong with the answer may be a message's doing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "no field\r\n\r\n",
                "LONG\r\n\r\n",
                "Content-Length: x\r\n\r\n{}",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            })
    void answersThatCannotBeReadDoNotSwitchItOff(String rest) {
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say("HTTP/1.1 200 OK\r\n" + rest.replace("LONG", "X-Field: " + "x".repeat(9000)));
        });
        for (int i = 0; i < 7; i++) {
            assertThat(asker.ask("Message-ID: <" + i + "@x>\n\n")).isInstanceOf(NoVerdict.Failed.class);
        }
        scanner.behave(conversation -> conversation.answer(204, ""));

        assertThat(asker.ask(SMALL)).isEqualTo(new Verdict.Accept());
    }

    private NoVerdict.Failed failed(String reason) {
        return failed(reason, scanner.port());
    }

    private static NoVerdict.Failed failed(String reason, int port) {
        return new NoVerdict.Failed("127.0.0.1:" + port + ": " + reason);
    }
}
