package postprox.control;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import postprox.time.Ticker;

/**
 * The answer to a question as a line of JSON in ASCII, without its line end. It is made at most once a second, however many ask.
 * Thread-safe.
 */
public final class AnswerText implements Supplier<byte[]> {
    private static final long FRESH_NANOS = Duration.ofMillis(900).toNanos();

    private final Question question;
    private byte[] latest = {};
    private long made;

    public AnswerText(Question question) {
        this.question = question;
    }

    @Override
    public synchronized byte[] get() {
        long now = Ticker.SYSTEM.nanos();
        if (latest.length == 0 || now - made > FRESH_NANOS) {
            byte[] line = Protocol.bytes(question);
            latest = Arrays.copyOf(line, line.length - 1);
            made = now;
        }
        return latest.clone();
    }
}
