package postprox.filter.icap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;
import static postprox.filter.icap.IcapLab.LONG;
import static postprox.filter.icap.IcapLab.SMALL;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedIcap;

/** A service that has no more connections for us (Max-Connections) leaves messages to the others, and none passes by that. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class IcapFullServerTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path directory;

    private final CountDownLatch areBusy = new CountDownLatch(2);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor();
    private IcapLab lab;
    private ScriptedIcap second;
    private IcapFilter filter;

    @BeforeEach
    void start() throws IOException {
        lab = new IcapLab(directory);
        second = ScriptedIcap.start();
        filter = lab.filter(IcapLab.rules(), List.of(lab.service.place(), second.place()));
        for (ScriptedIcap each : List.of(lab.service, second)) {
            each.behaveOnOptions(conversation ->
                    conversation.say("ICAP/1.0 200 OK\r\nMax-Connections: 1\r\nEncapsulated: null-body=0\r\n\r\n"));
        }
        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
    }

    @AfterEach
    void stop() throws IOException {
        mayAnswer.countDown();
        sessions.close();
        second.close();
        lab.close();
    }

    @Test
    void theNextServerIsAskedAtOnce() throws Exception {
        Future<Answer> first = occupy(lab.service);
        second.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say(ScriptedIcap.CLEAN);
        });

        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        assertThat(second.requests()).hasSize(1);
        mayAnswer.countDown();
        assertThat(first.get()).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.events).isEmpty();
    }

    @Test
    void whereAllAreFullThePreferredOneIsWaitedFor() throws Exception {
        Future<Answer> first = occupy(lab.service);
        Future<Answer> other = occupy(second);
        areBusy.await();
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say(ScriptedIcap.CLEAN);
        });
        Future<Answer> waiting = sessions.submit(() -> lab.ask(filter, SMALL, LONG));
        mayAnswer.countDown();

        assertThat(List.of(first.get(), other.get(), waiting.get())).allMatch(Verdict.Accept.class::isInstance);
        assertThat(lab.events).isEmpty();
    }

    /** A client that opens enough sessions could bring it about. */
    @Test
    void oneThatHasWaitedInVainNeverPasses() {
        Future<Answer> _ = occupy(lab.service);
        Future<Answer> _ = occupy(second);

        assertThat(lab.ask(filter, SMALL, SHORT))
                .isEqualTo(new NoVerdict.Postponed("cannot hand the message to " + lab.service.place()
                        + ": all 1 connections that it allows (Max-Connections) are in use"));
        assertThat(lab.events).isEmpty();
    }

    @Test
    void theSameHoldsIfTheOtherServerIsNotThere() throws IOException {
        Future<Answer> _ = occupy(lab.service);
        second.close();

        assertThat(lab.ask(filter, SMALL, SHORT)).isInstanceOf(NoVerdict.Postponed.class);
    }

    /** Has a message use the only connection of a service. */
    private Future<Answer> occupy(ScriptedIcap service) {
        CountDownLatch isBusy = new CountDownLatch(1);
        service.behave(conversation -> {
            conversation.awaitRequest();
            areBusy.countDown();
            isBusy.countDown();
            mayAnswer.await();
            conversation.say(ScriptedIcap.CLEAN);
        });
        Future<Answer> answer = sessions.submit(() -> lab.ask(filter, SMALL, LONG));
        try {
            isBusy.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return answer;
    }
}
