package postprox.demo;

import java.util.Queue;
import postprox.log.LogSink;
import postprox.log.Severity;

/** A log that is kept to be shown. */
record DemoLog(Queue<String> lines) implements LogSink {
    @Override
    public void write(Severity severity, String line) {
        lines.add(line);
    }

    @Override
    public void close() {
        // What was written is there.
    }
}
