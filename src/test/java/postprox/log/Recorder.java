package postprox.log;

import java.util.ArrayList;
import java.util.List;

/** Keeps the lines with their severity in front. */
final class Recorder implements LogSink {
    final List<String> lines = new ArrayList<>();

    @Override
    public void write(Severity severity, String line) {
        lines.add(severity + " " + line);
    }

    @Override
    public void close() {}
}
