package postprox.log;

import java.util.function.Supplier;
import postprox.time.Deadline;

/** A destination of log lines. Thread-safe. */
public interface LogSink extends AutoCloseable {
    /**
     * Takes one line. The caller does not wait until the line is written, and hears of no later failure: it may be a session with a
     * reply to send.
     *
     * @param line makes the line, without a line end. If that fails, the line is lost like one that cannot be written
     * @return whether the line is on its way to the log; false if it was dropped
     */
    boolean write(Severity severity, Supplier<String> line);

    /**
     * Takes one line and waits until it is written. A sink without a queue has written it when {@link #write} returns.
     *
     * @param line     as for {@link #write}
     * @param deadline how long the caller waits at most
     * @return whether the line is written. A line that is being written when the deadline is over, or when the caller is
     *     interrupted, may be in the log although the answer is no
     */
    default boolean writeAndWait(Severity severity, Supplier<String> line, Deadline deadline) {
        return write(severity, line);
    }

    /** Closes the sink, and waits a moment until its lines are written. */
    @Override
    void close();
}
