package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.FailurePolicy;
import postprox.filter.Verdict;
import postprox.log.LogSink;
import postprox.log.QueuedSink;
import postprox.log.Severity;
import postprox.quarantine.Quarantine;
import postprox.quarantine.QuarantineReply;
import postprox.quarantine.QuarantineRules;
import postprox.spool.Disk;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;
import postprox.testkit.TestClock;
import postprox.time.Ticker;

/** postprox answers no message by itself unless the administrator lets it. World and simulation have the rest. */
final class OwnAnswerTest {
    private static final String NOT_KEPT = "451 4.3.0 Error: cannot keep the message - try again later";

    @TempDir
    private Path spool;

    @TempDir
    private Path aside;

    @Test
    void aFilterThatAsksForQuarantineWhereItIsOffGets451WhateverTheFailurePolicy() throws IOException {
        assertIsRefused(
                new Verdict.Quarantine("odd"), "it asks for quarantine, which is off; --quarantine switches it on");
    }

    @Test
    void aFilterThatAsksForDiscardWhereItIsOffGets451WhateverTheFailurePolicy() throws IOException {
        assertIsRefused(
                new Verdict.Discard("odd"), "it asks to discard the message, which is off; --discard switches it on");
    }

    @Test
    void aDiscardedMessageIsAcknowledgedOnceItsLineIsWritten() throws IOException {
        List<String> written = new CopyOnWriteArrayList<>();
        assertThat(discarding((_, line) -> written.add(line), SessionConfig.MESSAGE_DEADLINE))
                .startsWith("250 2.0.0 Ok: taken as ");
        assertThat(written).anyMatch(line -> line.startsWith("discard: "));
    }

    /** Such as on a full disk, or without a syslog daemon. */
    @Test
    void aMessageIsNotThrownAwayWhoseLineCannotBeWritten() throws IOException {
        String reply = discarding(
                (_, line) -> {
                    if (line.startsWith("discard: ")) {
                        throw new IOException("No space left on device");
                    }
                },
                SessionConfig.MESSAGE_DEADLINE);
        assertThat(reply).isEqualTo(NOT_KEPT);
    }

    @Test
    void aMessageIsNotThrownAwayWhoseLineIsNotWrittenWithinItsDeadline() throws IOException {
        Semaphore mayWrite = new Semaphore(0);
        String reply = discarding(
                (_, line) -> {
                    if (line.startsWith("discard: ")) {
                        mayWrite.acquireUninterruptibly();
                    }
                },
                Duration.ofSeconds(1));
        mayWrite.release();
        assertThat(reply).isEqualTo(NOT_KEPT);
    }

    /** The log's queue is full. */
    @Test
    void aMessageIsNotThrownAwayWhoseLineTheLogDoesNotTake() throws IOException {
        assertThat(discarding(
                        log -> new LogSink() {
                            @Override
                            public boolean write(Severity severity, Supplier<String> line) {
                                return !line.get().startsWith("discard: ") && log.write(severity, line);
                            }

                            @Override
                            public void close() {}
                        },
                        SessionConfig.MESSAGE_DEADLINE))
                .isEqualTo(NOT_KEPT);
    }

    /** The reply to a message that its filter discards, with a log that is written so. */
    private String discarding(QueuedSink.Writer writer, Duration deadline) throws IOException {
        try (QueuedSink sink = new QueuedSink(writer, _ -> "loss")) {
            return discarding(_ -> sink, deadline);
        }
    }

    private String discarding(UnaryOperator<LogSink> sink, Duration deadline) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .discards()
                        .deadline(deadline)
                        .sink(sink)
                        .filter(_ -> new Verdict.Discard("odd"))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            String reply = client.data("Subject: x\r\n\r\nx\r\n");
            assertThat(hop.mails()).isEmpty();
            return reply;
        }
    }

    @Test
    void aMessageThatIsKeptAsideHasNotPassedWithoutTheFilterThatFailed() throws IOException {
        Quarantine quarantine = Quarantine.by(new QuarantineRules(aside, 1 << 20, 10, 30, QuarantineReply.ACCEPT));
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .quarantine(quarantine)
                        .failurePolicy(FailurePolicy.PASS)
                        .filter(FilterProbe.failing("exit status 3"))
                        .filter(_ -> new Verdict.Quarantine("odd"))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.data("Subject: x\r\n\r\nx\r\n")).startsWith("250 2.0.0 Ok: taken as ");
            proxy.log().await("filter failed: exit status 3; the message was not passed on");
            assertThat(hop.mails()).isEmpty();
        }
    }

    /** The count of a large quarantine may take longer than the client waits, who then sends the message again. */
    @Test
    void aMessageWhoseDeadlineEndsWhileTheQuarantineCountsIsNotKept() throws IOException {
        TestClock ticker = new TestClock();
        InstantSource clock = () -> {
            ticker.advance(SessionConfig.MESSAGE_DEADLINE);
            return Instant.EPOCH;
        };
        Quarantine quarantine = new Quarantine(
                new QuarantineRules(aside, 1 << 20, 10, 30, QuarantineReply.ACCEPT), new Disk(), clock, Ticker.SYSTEM);
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .quarantine(quarantine)
                        .ticker(ticker)
                        .filter(_ -> new Verdict.Quarantine("odd"))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.data("Subject: x\r\n\r\nx\r\n"))
                    .isEqualTo("451 4.3.0 Error: message took too long to process - try again later");
            assertThat(aside).isEmptyDirectory();
        }
    }

    private void assertIsRefused(Verdict verdict, String reason) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .failurePolicy(FailurePolicy.PASS)
                        .expectedError(reason)
                        .filter(_ -> verdict)
                        .start()) {
            SmtpClient client = proxy.connect().greet().envelope();
            assertThat(client.data("Subject: x\r\n\r\nx\r\n")).isEqualTo("451 4.3.0 Error running content filter");
            proxy.log().await("error: filter failed: " + reason);
            assertThat(hop.mails()).isEmpty();
        }
    }
}
