package postprox.log;

/** Where log lines go. Implementations take lines from any thread. */
public interface LogSink extends AutoCloseable {
    /** Takes one line, which holds no line end. Does not wait for whoever reads it. */
    void write(Severity severity, String line);

    /** Waits a moment for what was written to be on its way. */
    @Override
    void close();
}
