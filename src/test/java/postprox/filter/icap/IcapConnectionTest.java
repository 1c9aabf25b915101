package postprox.filter.icap;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.icap.IcapLab.LARGE;
import static postprox.filter.icap.IcapLab.LONG;
import static postprox.filter.icap.IcapLab.SMALL;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedIcap;

/** What a service says of itself is heeded, and its connections are kept as long as both sides may use them. */
class IcapConnectionTest {
    @TempDir
    private Path directory;

    private IcapLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new IcapLab(directory);
        lab.service.behave(IcapConnectionTest::saysClean);
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    @Test
    void oneConnectionHasManyMessages() {
        IcapFilter filter = lab.filter();
        for (int i = 0; i < 20; i++) {
            assertThat(lab.ask(filter, i % 5 == 0 ? LARGE : SMALL)).isInstanceOf(Verdict.Accept.class);
        }

        assertThat(lab.service.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ICAP/1.0 204 Unmodified\r\nConnection: close\r\n\r\n",
                "ICAP/1.0 204 Unmodified\r\n\r\n0\r\n\r\n",
                "ICAP/1.0 204 Unmodified\r\n\r\nx",
            })
    void aConnectionWithSomethingBehindTheReplyIsNotUsedAgain(String reply) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say(reply);
        });
        IcapFilter filter = lab.filter();
        for (int i = 0; i < 3; i++) {
            assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        }

        assertThat(lab.service.connections()).isEqualTo(3);
    }

    /** c-icap closes idle connections when it likes, and the request may be on its way then. */
    @Test
    void aKeptConnectionThatFailsBeforeTheReplyIsReplacedOnce() {
        AtomicInteger onThisConnection = new AtomicInteger();
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            if (onThisConnection.incrementAndGet() % 2 == 0) {
                conversation.close();
            } else {
                conversation.say(ScriptedIcap.CLEAN);
            }
        });
        IcapFilter filter = lab.filter();
        for (int i = 0; i < 4; i++) {
            assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        }
        assertThat(lab.events).isEmpty();
    }

    @Test
    void aKeptConnectionThatFailsInTheMiddleOfTheReplyIsAFailure() {
        IcapFilter filter = lab.filter();
        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP");
            conversation.close();
        });

        assertThat(lab.ask(filter, SMALL)).isEqualTo(lab.failed("it closed the connection in the middle of its reply"));
        assertThat(lab.service.requests()).hasSize(2);
    }

    @Test
    void optionsAreAskedOnceAndAgainWhenTheirTimeIsOver() {
        AtomicInteger asked = new AtomicInteger();
        lab.service.behaveOnOptions(conversation -> {
            asked.incrementAndGet();
            conversation.say("ICAP/1.0 200 OK\r\nOptions-TTL: 3600\r\nEncapsulated: null-body=0\r\n\r\n");
        });
        IcapFilter filter = lab.filter();
        for (int i = 0; i < 3; i++) {
            assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        }
        assertThat(asked).hasValue(1);
        lab.clock.advance(Duration.ofHours(1));

        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        assertThat(asked).hasValue(2);
    }

    /** Then nothing is known: RESPMOD without a preview, and 204 is allowed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ICAP/1.0 405 Method not allowed\r\n\r\n",
                "ICAP/1.0 500 x\r\nConnection: close\r\n\r\n",
                "ICAP/1.0 200 OK\r\n\r\n",
                "ICAP/1.0 200 OK\r\nPreview: much\r\nMax-Connections: -1\r\nOptions-TTL: 99999999999\r\n\r\n",
                "ICAP/1.0 200 OK\r\nEncapsulated: opt-body=0\r\n\r\n4\r\ntext\r\n0\r\n\r\n",
            })
    void aServiceThatSaysNothingOfUseIsAskedAllTheSame(String reply) {
        lab.service.behaveOnOptions(conversation -> conversation.say(reply));

        assertThat(lab.ask(lab.filter(IcapLab.rules(true, false)), SMALL)).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.service.requests().getLast().head())
                .startsWith("RESPMOD ")
                .contains("Allow: 204")
                .doesNotContain("Preview");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RESPMOD, REQMOD | AUTO | RESPMOD",
                "REQMOD | AUTO | REQMOD",
                "reqmod,log | AUTO | REQMOD",
                "RESPMOD | REQMOD | REQMOD",
                "REQMOD | RESPMOD | RESPMOD"
            })
    void theMethodIsTheServicesOrTheAdministrators(String methods, Method wanted, String used) {
        options("Methods: " + methods);

        assertThat(lab.ask(
                        lab.filter(IcapLab.rules(
                                wanted, false, false, IcapLab.rules().meaning())),
                        SMALL))
                .isInstanceOf(Verdict.Accept.class);
        assertThat(lab.service.requests().getLast().head()).startsWith(used + " ");
    }

    @Test
    void thereAreNeverMoreConnectionsThanTheServiceAllows() throws Exception {
        options("Max-Connections: 2");
        IcapFilter filter = lab.filter();
        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                answers.add(sessions.submit(() -> lab.ask(filter, SMALL)));
            }
            for (Future<Answer> answer : answers) {
                assertThat(answer.get()).isInstanceOf(Verdict.Accept.class);
            }
        }

        assertThat(lab.service.mostAtOnce()).isLessThanOrEqualTo(2);
    }

    /** A client that opens enough sessions could bring it about, so that it must not have mail pass. */
    @Test
    void waitingForAConnectionTooLongIsOurOwnWantAndNoFailureOfTheServer() throws Exception {
        options("Max-Connections: 1");
        CountDownLatch isBusy = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        IcapFilter filter = lab.filter();
        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            isBusy.countDown();
            mayEnd.await();
            conversation.say(ScriptedIcap.CLEAN);
        });
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> first = sessions.submit(() -> lab.ask(filter, SMALL, LONG));
            isBusy.await();
            for (int i = 0; i < 6; i++) {
                assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n", Duration.ofMillis(200)))
                        .isEqualTo(new NoVerdict.Postponed("cannot hand the message to " + lab.service.place()
                                + ": all 1 connections that it allows (Max-Connections) are in use"));
            }
            mayEnd.countDown();
            assertThat(first.get()).isInstanceOf(Verdict.Accept.class);
        }
        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.events).isEmpty();
    }

    private void options(String field) {
        lab.service.behaveOnOptions(conversation ->
                conversation.say("ICAP/1.0 200 OK\r\n" + field + "\r\nEncapsulated: null-body=0\r\n\r\n"));
    }

    private static void saysClean(ScriptedIcap.Conversation conversation) throws IOException {
        conversation.awaitRequest();
        conversation.say(ScriptedIcap.CLEAN);
    }
}
