package postprox.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.event.Event;

class QueuedSinkTest {
    private final List<String> written = new CopyOnWriteArrayList<>();

    @Test
    void linesAreWrittenInTheirOrderAndAllAreThereAfterClose() {
        try (QueuedSink sink =
                new QueuedSink((severity, line) -> written.add(severity + " " + line), QueuedSinkTest::loss)) {
            IntStream.range(0, 5000).forEach(i -> sink.write(Severity.INFO, "line " + i));
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
        IntStream.range(0, 20_000).forEach(i -> sink.write(Severity.INFO, "line"));
        mayWrite.release(1_000_000);
        // The first lines after the loss make room for one more.
        while (!end.await(10, TimeUnit.MILLISECONDS)) {
            sink.write(Severity.INFO, "end");
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
        IntStream.range(0, 20_000).forEach(i -> sink.write(Severity.INFO, "line"));
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
            List.of("one", "lost", "lost", "two", "lost", "three").forEach(line -> sink.write(Severity.INFO, line));
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

    private static String loss(Event.LinesLost loss) {
        return loss.lines() + " lost"
                + loss.reason().map(reason -> ": " + reason).orElse("");
    }
}
