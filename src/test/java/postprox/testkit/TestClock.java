package postprox.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import postprox.time.Ticker;

/** A clock that a test can put forward. */
public final class TestClock implements Ticker {
    private final AtomicLong ahead = new AtomicLong();

    @Override
    public long nanos() {
        return System.nanoTime() + ahead.get();
    }

    public void advance(Duration time) {
        ahead.addAndGet(time.toNanos());
    }
}
