package postprox.figures;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import postprox.time.Ticker;

/** How often trouble of one kind happened in the last hour, and the last time. Thread-safe. */
final class TroubleFigures {
    private final Ring<LongAdder> hour;
    private volatile Optional<Incident> last = Optional.empty();

    TroubleFigures(Ticker ticker) {
        this.hour = new Ring<>(Window.HOUR, LongAdder::new, ticker);
    }

    void happened(long times, Instant time, String reason) {
        hour.now().add(times);
        last = Optional.of(new Incident(time, reason));
    }

    /** The last time since the start. */
    Optional<Incident> last() {
        return last;
    }

    /** What an administrator should look at; empty if there was no such trouble in the last hour. */
    Optional<Attention> attention(String words, String command) {
        long times =
                hour.past().stream().mapToLong(minute -> minute.content().sum()).sum();
        Optional<Incident> latest = last;
        return times == 0 || latest.isEmpty()
                ? Optional.empty()
                : Optional.of(new Attention(
                        words, times, latest.get().time(), latest.get().reason(), command));
    }
}
