package postprox.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Keeps the lines with their severity in front. */
final class Recorder implements LogSink {
    final List<String> lines = new ArrayList<>();

    @Override
    public boolean write(Severity severity, Supplier<String> line) {
        return lines.add(severity + " " + line.get());
    }

    @Override
    public void close() {}
}
