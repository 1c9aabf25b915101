package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.hooks.Scanner.Standing;
import postprox.filter.http.Url;
import postprox.testkit.ScriptedScanner;
import postprox.testkit.ScriptedScanner.Asked;
import postprox.testkit.ScriptedScanner.Conversation;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.world.Patience;

/** The registration with a scanner: made once, kept, renewed, made anew where it is forgotten, and deleted. */
class HooksRegistrationTest {
    private static final String MESSAGE = "Subject: x\n\nbody\n";
    private static final String ALL =
            "\"negotiated\":{\"serialization\":\"json\",\"inbound\":{\"stages\":[\"data\"],\"properties\":null}}";

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final AtomicInteger made = new AtomicInteger();

    @TempDir
    private Path directory;

    private ScriptedScanner scanner;
    private Asker asker;

    @BeforeEach
    void start() throws IOException {
        scanner = ScriptedScanner.start();
        scanner.behave(conversation -> converse(conversation, ""));
        asker = new Asker(directory, scanner.origin() + "/v1/register", Dialect.DRAFT01, new Standing.Registers());
    }

    @AfterEach
    void stop() throws IOException {
        asker.close();
        scanner.close();
    }

    /** A scanner that does as the draft says. */
    private void converse(Conversation conversation, String more) throws IOException {
        Asked request = conversation.request();
        String id = request.header("X-MTA-Hooks-Registration");
        if (request.line().startsWith("POST /v1/register")) {
            String next = "r" + made.incrementAndGet();
            known.add(next);
            conversation.reply(201, registration(next, more));
        } else if (request.line().startsWith("DELETE /v1/register/")) {
            known.remove(request.line().split("[/ ]")[4]);
            conversation.reply(200, "{}");
        } else {
            conversation.reply(known.contains(id) ? 204 : 404, "");
        }
    }

    private static String registration(String id, String more) {
        return "{\"registrationId\":\"" + id
                + "\",\"status\":\"active\",\"createdAt\":\"2026-11-30T12:00:00Z\",\"expiresAt\":"
                + (more.isEmpty() ? "null" : more) + ",\"hookEndpoint\":\"invoke/" + id + "\"," + ALL
                + ",\"endpoints\":{\"deregistration\":\"/v1/register/" + id + "\"}}";
    }

    @Test
    void itIsMadeWithTheFirstMessageAndDeletedAtTheEnd() {
        assertThat(scanner.asked()).isEmpty();
        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(scanner.asked().stream().map(Asked::line))
                .containsExactly(
                        "POST /v1/register HTTP/1.1", "POST /v1/invoke/r1 HTTP/1.1", "POST /v1/invoke/r1 HTTP/1.1");
        assertThat(scanner.asked().getFirst().body())
                .isEqualTo(
                        "{\"name\":\"hooks\",\"serialization\":\"json\",\"inbound\":{\"stages\":[\"data\"],\"properties\":"
                                + "[\"/stage\",\"/action\",\"/timestamp\",\"/protocol\",\"/rawMessage\",\"/envelope\",\"/queue\",\"/client\"]},"
                                + "\"version\":\"postprox\",\"timeoutMs\":60000}");

        asker.filter().close();
        assertThat(scanner.asked("DELETE /v1/register/r1 ")).hasSize(1);
        asker.filter().close();
        assertThat(scanner.asked("DELETE")).hasSize(1);
    }

    /** A reload that drops the filter must not take the registration away from messages in hand. */
    @Test
    void itIsDeletedBehindTheLastMessage() throws Exception {
        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        scanner.behave(conversation -> {
            Asked request = conversation.request();
            if (request.isHook()) {
                isAsked.countDown();
                mayAnswer.await();
            }
            conversation.reply(204, "");
        });
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> answer = sessions.submit(() -> asker.ask(MESSAGE));
            isAsked.await();
            asker.filter().close();
            assertThat(scanner.asked("DELETE")).isEmpty();
            mayAnswer.countDown();

            assertThat(answer.get()).isEqualTo(new Verdict.Accept());
        }
        assertThat(scanner.asked("DELETE")).hasSize(1);
    }

    @Test
    void aMessageThatComesAfterTheEndLeavesNoRegistrationBehind() {
        asker.filter().close();

        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(known).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void aForgottenOneIsMadeAnewOnceForAllMessages(int status) throws Exception {
        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        known.clear();
        int messages = 50;
        CountDownLatch all = new CountDownLatch(messages);
        scanner.behave(conversation -> {
            Asked request = conversation.request();
            if (request.line().startsWith("DELETE")) {
                conversation.reply(200, "{}");
            } else if (!request.isHook()) {
                String next = "r" + made.incrementAndGet();
                known.add(next);
                conversation.reply(201, registration(next, ""));
            } else if (known.contains(request.header("X-MTA-Hooks-Registration"))) {
                conversation.reply(204, "");
            } else {
                all.countDown();
                all.await();
                conversation.reply(status, "");
            }
        });
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                answers.add(sessions.submit(() -> asker.ask(MESSAGE)));
            }
            for (Future<Answer> answer : answers) {
                assertThat(answer.get()).isEqualTo(new Verdict.Accept());
            }
        }
        assertThat(made.get()).isEqualTo(2);
        List<Asked> hooks = scanner.asked().stream().filter(Asked::isHook).toList();
        assertThat(hooks).hasSize(2 * messages + 1);
        assertThat(hooks.stream()
                        .map(hook -> hook.header("X-MTA-Hooks-Request-Id") + hook.body())
                        .distinct())
                .as("the same id and the same bytes at the second try")
                .hasSize(messages + 1);
    }

    /** A scanner that is starting knows nothing, and cannot register anybody yet. */
    @Test
    void anotherOneMayTakeMoreThanOneTry() {
        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        known.clear();
        AtomicInteger tries = new AtomicInteger();
        scanner.behave(conversation -> {
            if (tries.incrementAndGet() == 2) {
                conversation.answer(503, "");
            } else {
                converse(conversation, "");
            }
        });

        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(made.get()).isEqualTo(2);
    }

    /** Its endpoint may be wrong. It allows only so many registrations, which must not be used up by one for each message. */
    @Test
    void aScannerThatForgetsAtOnceIsAFailureAndIsNotFilledWithRegistrations() {
        scanner.behave(conversation -> {
            if (conversation.request().isHook()) {
                conversation.reply(404, "");
            } else {
                conversation.reply(201, registration("r" + made.incrementAndGet(), ""));
            }
        });

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
        assertThat(scanner.asked("POST /v1/register")).hasSize(2);
        assertThat(scanner.asked("DELETE /v1/register/r1 ")).hasSize(1);
    }

    @Test
    void aForgottenOneIsReplacedAgainAfterAMinute() throws IOException {
        TestClock clock = new TestClock();
        Registrar registrar = registrar(clock);
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Asker.LONG);
        Target second = registrar.instead(registrar.now(deadline), deadline).orElseThrow();
        assertThat(registrar.instead(second, deadline)).isEmpty();
        clock.advance(Duration.ofMinutes(1));

        assertThat(registrar.instead(second, deadline)).isPresent();
    }

    /** All of its time is over at once: it lives for a second, of which the last tenth is for renewing. */
    @Test
    void itIsRenewedBeforeItEnds() {
        scanner.behave(conversation -> converse(conversation, "\"2026-11-30T12:00:01Z\""));
        Patience.await("the registration is renewed twice", () -> {
            assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
            return made.get() >= 3;
        });
    }

    private Registrar registrar(Ticker clock) {
        Access access = new Access(TestWatchdog.dialer(), Optional.empty(), Optional.empty());
        return new Registrar(
                new Registry(Url.parse(scanner.origin() + "/v1/register"), "hooks", Asker.LONG, access, clock),
                _ -> {});
    }

    @Test
    void aSmallerSetOfPropertiesIsAllThatIsSent() {
        scanner.behave(conversation -> {
            if (conversation.request().isHook()) {
                conversation.reply(204, "");
            } else {
                conversation.reply(
                        201,
                        registration("r1", "")
                                .replace("\"properties\":null", "\"properties\":[\"/stage\",\"/action\",\"/queue\"]"));
            }
        });

        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(scanner.asked().getLast().body())
                .isEqualTo("{\"stage\":\"data\",\"action\":\"accept\",\"queue\":null}");
    }

    @Test
    void aScannerThatCannotRegisterNowIsAskedAgain() {
        AtomicInteger tries = new AtomicInteger();
        scanner.behave(conversation -> {
            if (tries.incrementAndGet() < 3) {
                conversation.answer(503, "");
            } else {
                converse(conversation, "");
            }
        });

        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
    }

    /** A stop must not wait for a scanner that hangs. */
    @Test
    void aScannerThatDoesNotAnswerTheEndIsNotWaitedForLong() {
        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        scanner.behave(Conversation::awaitEnd);
        asker.filter().close();

        assertThat(asker.events()).isEmpty();
    }
}
