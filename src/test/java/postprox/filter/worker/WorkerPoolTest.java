package postprox.filter.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import postprox.filter.policy.RequestState;
import postprox.filter.program.ProcessLimits;
import postprox.posix.NativeCode;
import postprox.posix.SpawnRequest;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** The processes of a filter, as the filter has them. */
class WorkerPoolTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final WorkerRules RULES =
            new WorkerRules("spam", 1, 1000, Duration.ofMinutes(5), RequestState.END_OF_MESSAGE, false);

    /** A closed pool that still counts a process is never forgotten by the watchdog. */
    @Test
    void aProcessThatHasEndedBeforeItsStartIsSeenIsNotCounted() throws Exception {
        NativeCode.bindPipes();
        WorkerPool pool = new WorkerPool(RULES, WorkerPoolTest::ended, Ticker.SYSTEM, _ -> {});
        Worker worker = pool.take(Deadline.after(Ticker.SYSTEM, LONG));
        pool.giveBack(worker);
        pool.close();
        assertThat(pool.check(System.nanoTime())).isTrue();
    }

    /** A worker whose process has ended when the pool gets it. */
    private static Worker ended(Worker.Owner owner) throws IOException {
        SpawnRequest request = new SpawnRequest("/bin/sh", List.of("sh", "-c", "exit 3"), List.of());
        ErrorLines errors = new ErrorLines("spam", _ -> {});
        Worker worker = Worker.start(request, "spam", ProcessLimits.NONE, errors.ofOneWorker(), owner);
        try {
            assertThat(worker.awaitEnd(LONG)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return worker;
    }
}
