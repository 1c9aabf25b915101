package postprox.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * A page of server-sent events (HTML Living Standard, section 9.2): each second a client gets the state of the process at that moment. A
 * slow client misses some of them and delays nobody.
 */
public final class Events implements Page {
    private static final int AT_ONCE = 16;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final byte[] RETRY = "retry: 3000\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEFORE = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEHIND = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<byte[]> state;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /**
     * Makes the page.
     *
     * @param state the state of the process, as one line of JSON
     */
    public Events(Supplier<byte[]> state) {
        this.state = state;
    }

    @Override
    public void answer(Answer answer) throws IOException {
        if (!places.tryAcquire()) {
            answer.with("Retry-After", "10").text(503, "there are " + AT_ONCE + " streams of events already");
            return;
        }
        try (OutputStream out = answer.begin("text/event-stream; charset=utf-8")) {
            if (!answer.isHead()) {
                stream(answer, out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    /** Goes on until the client has gone, which a write tells. */
    private void stream(Answer answer, OutputStream out) throws IOException, InterruptedException {
        out.write(RETRY);
        while (true) {
            answer.renew();
            out.write(BEFORE);
            out.write(state.get());
            out.write(BEHIND);
            out.flush();
            Thread.sleep(PAUSE);
        }
    }
}
