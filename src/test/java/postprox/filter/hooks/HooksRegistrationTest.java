package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedScanner.Asked;
import postprox.testkit.ScriptedScanner.Conversation;
import postprox.world.Patience;

/** The registration with a scanner: made once, kept, made anew where it is forgotten, and deleted. */
class HooksRegistrationTest {
    private static final String MESSAGE = "Subject: x\n\nbody\n";

    @AutoClose
    private final RegistrationLab lab;

    HooksRegistrationTest(@TempDir Path directory) throws IOException {
        lab = new RegistrationLab(directory);
    }

    @Test
    void itIsMadeWithTheFirstMessageAndDeletedAtTheEnd() {
        assertThat(lab.scanner.asked()).isEmpty();
        assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(lab.scanner.asked().stream().map(Asked::line))
                .containsExactly(
                        "POST /v1/register HTTP/1.1", "POST /v1/invoke/r1 HTTP/1.1", "POST /v1/invoke/r1 HTTP/1.1");
        assertThat(lab.scanner.asked().getFirst().body())
                .isEqualTo(
                        "{\"name\":\"hooks\",\"serialization\":\"json\",\"inbound\":{\"stages\":[\"data\"],\"properties\":"
                                + "[\"/stage\",\"/action\",\"/timestamp\",\"/protocol\",\"/rawMessage\",\"/envelope\",\"/queue\",\"/client\"]},"
                                + "\"version\":\"postprox\",\"timeoutMs\":60000}");

        lab.asker.filter().close();
        assertThat(lab.scanner.asked("DELETE /v1/register/r1 ")).hasSize(1);
        lab.asker.filter().close();
        assertThat(lab.scanner.asked("DELETE")).hasSize(1);
    }

    /** A reload that drops the filter must not take the registration away from messages in hand. */
    @Test
    void itIsDeletedBehindTheLastMessage() throws Exception {
        assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        lab.scanner.behave(conversation -> {
            Asked request = conversation.request();
            if (request.isHook()) {
                isAsked.countDown();
                mayAnswer.await();
            }
            conversation.reply(204, "");
        });
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> answer = sessions.submit(() -> lab.asker.ask(MESSAGE));
            isAsked.await();
            lab.asker.filter().close();
            assertThat(lab.scanner.asked("DELETE")).isEmpty();
            mayAnswer.countDown();

            assertThat(answer.get()).isEqualTo(new Verdict.Accept());
        }
        assertThat(lab.scanner.asked("DELETE")).hasSize(1);
    }

    @Test
    void aMessageThatComesAfterTheEndLeavesNoRegistrationBehind() {
        lab.asker.filter().close();

        assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(lab.known).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void aForgottenOneIsMadeAnewOnceForAllMessages(int status) throws Exception {
        assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        lab.known.clear();
        int messages = 50;
        CountDownLatch all = new CountDownLatch(messages);
        lab.scanner.behave(conversation -> {
            Asked request = conversation.request();
            if (request.line().startsWith("DELETE")) {
                conversation.reply(200, "{}");
            } else if (!request.isHook()) {
                String next = "r" + lab.made.incrementAndGet();
                lab.known.add(next);
                conversation.reply(201, RegistrationLab.registration(next, ""));
            } else if (lab.known.contains(request.header("X-MTA-Hooks-Registration"))) {
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
                answers.add(sessions.submit(() -> lab.asker.ask(MESSAGE)));
            }
            for (Future<Answer> answer : answers) {
                assertThat(answer.get()).isEqualTo(new Verdict.Accept());
            }
        }
        assertThat(lab.made.get()).isEqualTo(2);
        List<Asked> hooks = lab.scanner.asked().stream().filter(Asked::isHook).toList();
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
        assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        lab.known.clear();
        AtomicInteger tries = new AtomicInteger();
        lab.scanner.behave(conversation -> {
            if (tries.incrementAndGet() == 2) {
                conversation.answer(503, "");
            } else {
                lab.converse(conversation, "");
            }
        });

        assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(lab.made.get()).isEqualTo(2);
    }

    /** Its endpoint may be wrong. It allows only so many registrations, which must not be used up by one for each message. */
    @Test
    void aScannerThatForgetsAtOnceIsAFailureAndIsNotFilledWithRegistrations() {
        lab.scanner.behave(conversation -> {
            if (conversation.request().isHook()) {
                conversation.reply(404, "");
            } else {
                conversation.reply(201, RegistrationLab.registration("r" + lab.made.incrementAndGet(), ""));
            }
        });

        assertThat(lab.asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
        assertThat(lab.asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
        assertThat(lab.scanner.asked("POST /v1/register")).hasSize(2);
        assertThat(lab.scanner.asked("DELETE /v1/register/r1 ")).hasSize(1);
    }

    @Test
    void aSmallerSetOfPropertiesIsAllThatIsSent() {
        lab.scanner.behave(conversation -> {
            if (conversation.request().isHook()) {
                conversation.reply(204, "");
            } else {
                conversation.reply(
                        201,
                        RegistrationLab.registration("r1", "")
                                .replace("\"properties\":null", "\"properties\":[\"/stage\",\"/action\",\"/queue\"]"));
            }
        });

        assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(lab.scanner.asked().getLast().body())
                .isEqualTo("{\"stage\":\"data\",\"action\":\"accept\",\"queue\":null}");
    }

    @Test
    void aScannerThatCannotRegisterNowIsAskedAgain() {
        AtomicInteger tries = new AtomicInteger();
        lab.scanner.behave(conversation -> {
            if (tries.incrementAndGet() < 3) {
                conversation.answer(503, "");
            } else {
                lab.converse(conversation, "");
            }
        });

        assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
    }

    /** All of its time is over at once: it lives for a second, of which the last tenth is for renewing. */
    @Test
    void itIsRenewedBeforeItEnds() {
        lab.scanner.behave(conversation -> lab.converse(conversation, "\"2026-11-30T12:00:01Z\""));
        Patience.await("the registration is renewed twice", () -> {
            assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
            return lab.made.get() >= 3;
        });
    }

    /** A stop must not wait for a scanner that hangs. */
    @Test
    void aScannerThatDoesNotAnswerTheEndIsNotWaitedForLong() {
        assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        lab.scanner.behave(Conversation::awaitEnd);
        lab.asker.filter().close();

        assertThat(lab.asker.events()).isEmpty();
    }
}
