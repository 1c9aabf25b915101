package postprox.demo;

import java.util.Queue;
import java.util.function.Supplier;
import postprox.log.LogSink;
import postprox.log.Severity;

/** Keeps log lines in a queue, from which the demo takes them. As thread-safe as the queue. */
record DemoLog(Queue<String> lines) implements LogSink {
    @Override
    public boolean write(Severity severity, Supplier<String> line) {
        return lines.add(line.get());
    }

    @Override
    public void close() {
        // There is nothing to flush.
    }
}
