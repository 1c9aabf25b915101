package postprox.log;

/** A destination of log lines. Thread-safe. */
public interface LogSink extends AutoCloseable {
    /** Takes one line without a line end. The caller does not wait until the line is written. */
    void write(Severity severity, String line);

    /** Closes the sink, and waits a moment until its lines are written. */
    @Override
    void close();
}
