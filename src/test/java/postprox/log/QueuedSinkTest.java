package postprox.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.event.Event;
import postprox.event.MessageEvent;
import postprox.event.ProcessEvent;
import postprox.testkit.EventSamples;
import postprox.time.Deadline;
import postprox.time.Ticker;

class QueuedSinkTest {
    private static final Deadline NEVER = Deadline.never(Ticker.SYSTEM);

    private final List<String> written = new CopyOnWriteArrayList<>();

    @Test
    void linesAreWrittenInTheirOrderAndAllAreThereAfterClose() {
        try (QueuedSink sink =
                new QueuedSink((severity, line) -> written.add(severity + " " + line), QueuedSinkTest::loss)) {
            IntStream.range(0, 5000).forEach(i -> sink.write(Severity.INFO, () -> "line " + i));
        }
        assertThat(written)
                .isEqualTo(
                        IntStream.range(0, 5000).mapToObj(i -> "INFO line " + i).toList());
    }

    @Test
    @Timeout(60)
    void logThatIsStuckHoldsNobodyUpAndTellsHowMuchWasLost() throws InterruptedException {
        Semaphore mayWrite = new Semaphore(0);
        CountDownLatch end = new CountDownLatch(1);
        QueuedSink sink = new QueuedSink(
                (severity, line) -> {
                    mayWrite.acquireUninterruptibly();
                    written.add(severity + " " + line);
                    if (line.equals("end")) {
                        end.countDown();
                    }
                },
                QueuedSinkTest::loss);
        IntStream.range(0, 20_000).forEach(i -> sink.write(Severity.INFO, () -> "line"));
        mayWrite.release(1_000_000);
        // The first lines after the loss make room for one more.
        while (!end.await(10, TimeUnit.MILLISECONDS)) {
            sink.write(Severity.INFO, () -> "end");
        }
        sink.close();
        long lost = written.stream()
                .filter(line -> line.matches("WARNING \\d+ lost"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
        long lines = written.stream().filter("INFO line"::equals).count();
        assertThat(lost).isPositive();
        assertThat(lines + lost).isGreaterThanOrEqualTo(20_000);
    }

    @Test
    @Timeout(60)
    void logThatIsStuckForGoodDoesNotKeepTheProcessFromEnding() {
        Semaphore never = new Semaphore(0);
        QueuedSink sink = new QueuedSink((_, _) -> never.acquireUninterruptibly(), QueuedSinkTest::loss);
        IntStream.range(0, 20_000).forEach(i -> sink.write(Severity.INFO, () -> "line"));
        sink.close();
        never.release(100_000);
    }

    @Test
    void logThatFailedAndCameBackTellsHowManyLinesItMissed() {
        try (QueuedSink sink = new QueuedSink(
                (severity, line) -> {
                    if (line.startsWith("lost")) {
                        throw new IOException("no daemon");
                    }
                    written.add(severity + " " + line);
                },
                QueuedSinkTest::loss)) {
            List.of("one", "lost", "lost", "two", "lost", "three")
                    .forEach(line -> sink.write(Severity.INFO, () -> line));
        }
        // What was reported before the third failure is not reported again.
        assertThat(written)
                .containsExactly(
                        "INFO one",
                        "WARNING 1 lost: no daemon",
                        "WARNING 1 lost: no daemon",
                        "INFO two",
                        "WARNING 1 lost: no daemon",
                        "INFO three");
    }

    /** Only a small heap notices: there, ten thousand lines as long as strangers can make them leave no memory for mail. */
    @Test
    @Timeout(60)
    void logThatIsStuckKeepsNoMoreThanItsBytesHoweverLongTheLinesAre() {
        Semaphore mayWrite = new Semaphore(0);
        QueuedSink sink = new QueuedSink(
                (severity, line) -> {
                    mayWrite.acquireUninterruptibly();
                    written.add(severity + " " + line.length());
                },
                QueuedSinkTest::loss,
                100_000);
        IntStream.range(0, 1000).forEach(i -> sink.write(Severity.INFO, () -> "x".repeat(10_000)));
        mayWrite.release(1_000_000);
        sink.close();
        assertThat(written.stream().filter("INFO 10000"::equals))
                .as("those that the queue had room for, and the one that was being written")
                .hasSizeBetween(9, 10);
    }

    @Test
    @Timeout(60)
    void roomThatALineTookIsThereForTheNext() throws InterruptedException {
        Semaphore hasWritten = new Semaphore(0);
        QueuedSink.Writer writer = (_, line) -> {
            written.add(line);
            hasWritten.release();
        };
        try (QueuedSink sink = new QueuedSink(writer, QueuedSinkTest::loss, 100_000)) {
            for (int i = 0; i < 100; i++) {
                int count = i;
                sink.write(Severity.INFO, () -> count + "x".repeat(60_000));
                hasWritten.acquire();
            }
        }
        assertThat(written).hasSize(100).noneMatch(line -> line.contains("lost"));
    }

    /** An error at one line, such as a full heap, must not end the log's only thread. */
    @Test
    void errorAtOneLineIsCountedAndTheLaterLinesAreWritten() {
        try (QueuedSink sink = new QueuedSink(
                (severity, line) -> {
                    if (line.equals("lost")) {
                        throw new InternalError("odd");
                    }
                    written.add(severity + " " + line);
                },
                QueuedSinkTest::loss)) {
            List.of("lost", "one").forEach(line -> sink.write(Severity.INFO, () -> line));
        }
        assertThat(written).containsExactly("WARNING 1 lost: java.lang.InternalError: odd", "INFO one");
    }

    /** The caller may be a session that has yet to tell its client that the next hop has the message. */
    @Test
    void lineThatCannotBeMadeIsCountedAndItsCallerHearsOfNoFailure() {
        try (QueuedSink sink =
                new QueuedSink((severity, line) -> written.add(severity + " " + line), QueuedSinkTest::loss)) {
            sink.write(Severity.INFO, () -> {
                throw new InternalError("odd");
            });
            sink.write(Severity.INFO, () -> "one");
        }
        assertThat(written).containsExactly("WARNING 1 lost: java.lang.InternalError: odd", "INFO one");
    }

    @Test
    @Timeout(60)
    void whoWaitsForALineHearsWhetherItIsWritten() {
        try (QueuedSink sink = new QueuedSink(
                (_, line) -> {
                    if (line.equals("lost")) {
                        throw new IOException("no daemon");
                    }
                    written.add(line);
                },
                QueuedSinkTest::loss)) {
            assertThat(sink.writeAndWait(Severity.INFO, () -> "one", NEVER)).isTrue();
            assertThat(written).containsExactly("one");
            assertThat(sink.writeAndWait(Severity.INFO, () -> "lost", NEVER)).isFalse();
            assertThat(sink.writeAndWait(
                            Severity.INFO,
                            () -> {
                                throw new InternalError("odd");
                            },
                            NEVER))
                    .isFalse();
            assertThat(sink.writeAndWait(Severity.INFO, () -> "two", NEVER)).isTrue();
            assertThat(written).containsExactly("one", "2 lost: java.lang.InternalError: odd", "two");
        }
    }

    @Test
    @Timeout(60)
    void whoWaitsForALineWaitsNoLongerThanTheDeadlineAndTheLineIsLeftOut() {
        Semaphore mayWrite = new Semaphore(0);
        QueuedSink sink = new QueuedSink(
                (_, line) -> {
                    mayWrite.acquireUninterruptibly();
                    written.add(line);
                },
                QueuedSinkTest::loss);
        sink.write(Severity.INFO, () -> "stuck");
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Duration.ofMillis(50));
        assertThat(sink.writeAndWait(Severity.INFO, () -> "late", deadline)).isFalse();

        Thread.currentThread().interrupt();
        assertThat(sink.writeAndWait(Severity.INFO, () -> "interrupted", NEVER)).isFalse();
        assertThat(Thread.interrupted()).isTrue();

        mayWrite.release(10);
        sink.close();
        assertThat(written).containsExactly("stuck");
    }

    @Test
    @Timeout(60)
    void whoWaitsForALineOfAClosedLogHearsThatItIsNotWritten() throws InterruptedException {
        Semaphore mayWrite = new Semaphore(0);
        QueuedSink sink = new QueuedSink((_, line) -> mayWrite.acquireUninterruptibly(), QueuedSinkTest::loss);
        sink.write(Severity.INFO, () -> "stuck");
        sink.close();
        AtomicBoolean isWritten = new AtomicBoolean(true);
        Thread waiting = Thread.ofVirtual()
                .start(() -> isWritten.set(sink.writeAndWait(Severity.INFO, () -> "behind the end", NEVER)));
        mayWrite.release(10);
        waiting.join();
        assertThat(isWritten).isFalse();
        assertThat(sink.writeAndWait(Severity.INFO, () -> "later", NEVER)).isFalse();
    }

    @Test
    void ofSeveralLogsEachMustHaveWrittenTheLine() {
        QueuedSink.Writer broken = (_, _) -> {
            throw new IOException("full");
        };
        Event event = new MessageEvent.MessageDiscarded(EventSamples.MESSAGE, "spam", "spam");
        try (EventLog good = MailLog.to((_, line) -> written.add(line), 0);
                EventLog bad = MailLog.to(broken, 0)) {
            assertThat(new AllLogs(List.of(good, good)).handOver(event, NEVER)).isTrue();
            assertThat(new AllLogs(List.of(bad, good)).handOver(event, NEVER)).isFalse();
            assertThat(new AllLogs(List.of(good, bad)).handOver(event, NEVER)).isFalse();
            assertThat(written).hasSize(4);
        }
    }

    private static String loss(ProcessEvent.LinesLost loss) {
        return loss.lines() + " lost"
                + loss.reason().map(reason -> ": " + reason).orElse("");
    }
}
