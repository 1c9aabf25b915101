package postprox.demo;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.command.CommandFilter;
import postprox.spool.SpoolException;
import postprox.text.WireText;

/** The demo's filter, which remembers its last run. Thread-safe. */
final class ObservedFilter implements Filter {
    private final CommandFilter filter;
    private final AtomicReference<Optional<Sighting>> last = new AtomicReference<>(Optional.empty());

    /**
     * One run of the filter.
     *
     * @param size   the size of the message as the filter got it, in bytes
     * @param ending how the filter ended, in words
     * @param said   its output to standard error
     * @param time   how long the run took
     */
    record Sighting(long size, String ending, String said, Duration time) {}

    ObservedFilter(CommandFilter filter) {
        this.filter = filter;
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        long start = System.nanoTime();
        CommandFilter.Run run = filter.run(examination, said::writeBytes);
        byte[] text = said.toByteArray();
        last.set(Optional.of(new Sighting(
                examination.message().size(),
                run.ending(),
                WireText.printable(WireText.of(text, 0, text.length).strip()),
                Duration.ofNanos(System.nanoTime() - start))));
        return run.answer();
    }

    /** Returns the last run and forgets it. */
    Optional<Sighting> takeLast() {
        return last.getAndSet(Optional.empty());
    }
}
