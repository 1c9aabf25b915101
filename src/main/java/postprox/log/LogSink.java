package postprox.log;

import java.util.function.Supplier;

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

    /** Closes the sink, and waits a moment until its lines are written. */
    @Override
    void close();
}
