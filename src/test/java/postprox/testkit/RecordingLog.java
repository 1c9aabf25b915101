package postprox.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import postprox.log.LogSink;
import postprox.log.Severity;

/** A log that is kept in memory. */
public final class RecordingLog implements LogSink {
    private final Patience patience = new Patience();
    private final List<String> lines = new ArrayList<>();

    @Override
    public boolean write(Severity severity, Supplier<String> line) {
        String made = line.get();
        patience.change(() -> lines.add(made));
        return true;
    }

    @Override
    public void close() {}

    public List<String> lines() {
        return patience.locked(() -> List.copyOf(lines));
    }

    /** Waits for a line that holds these words. */
    public void await(String words) {
        patience.await(
                "a log line with '" + words + "'", () -> lines.stream().anyMatch(l -> l.contains(words)), () -> lines);
    }
}
