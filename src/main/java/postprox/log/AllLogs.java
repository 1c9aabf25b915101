package postprox.log;

import java.util.List;
import postprox.event.Event;
import postprox.time.Deadline;

/** Several logs in one. Each log gets every event, and writes those that it wants. Thread-safe. */
public record AllLogs(List<EventLog> logs) implements EventLog {
    public AllLogs {
        logs = List.copyOf(logs);
    }

    @Override
    public void publish(Event event) {
        logs.forEach(log -> log.publish(event));
    }

    /** Every log gets the event, and each of them must have written it. */
    @Override
    public boolean handOver(Event event, Deadline deadline) {
        boolean taken = true;
        for (EventLog log : logs) {
            taken &= log.handOver(event, deadline);
        }
        return taken;
    }

    @Override
    public boolean wantsDialogue() {
        return logs.stream().anyMatch(EventLog::wantsDialogue);
    }

    @Override
    public void verbosity(int verbosity) {
        logs.forEach(log -> log.verbosity(verbosity));
    }

    @Override
    public void close() {
        logs.forEach(EventLog::close);
    }
}
