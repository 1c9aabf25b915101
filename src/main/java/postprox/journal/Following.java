package postprox.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import postprox.posix.FileReason;

/** What comes to a log in JSON from now on, also after the log was rotated. Not thread-safe. */
public final class Following {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final int BLOCK = 64 * 1024;
    private static final int MOST_UNREADY = 100;
    private static final int MOST_FAILURES = 200;

    private final Path file;
    // Empty until the first event since a rotation makes the file.
    private Optional<FileChannel> source = Optional.empty();
    private String key = "";
    private long begin;
    private boolean hasSuccessor;
    private final StringBuilder begun = new StringBuilder();
    private final Map<String, LogEvent> failures = new Remembered<>(MOST_FAILURES);
    // Messages that passed. The failure of a filter comes behind.
    private final LinkedHashMap<String, Story> unready = new LinkedHashMap<>();

    private Following(Path file) {
        this.file = file;
    }

    /** Begins at the present end of a file, behind its last whole line. */
    public static Following of(Path file) throws IOException {
        Following following = new Following(file);
        try {
            following.open();
            following.begin = following.endOfLines();
            FileChannel _ = following.source.orElseThrow().position(following.begin);
        } catch (NoSuchFileException e) {
            // The next event makes it.
        }
        return following;
    }

    /** The events before the place where this begins. */
    public Journal before(Optional<Instant> since) throws IOException {
        return Journal.open(file, since, begin);
    }

    private void open() throws IOException {
        String present = LogFiles.key(file);
        source = Optional.of(LogFiles.open(file));
        key = present;
    }

    /** Where the last line ends that is whole: the one behind it may be being written. */
    private long endOfLines() throws IOException {
        FileChannel channel = source.orElseThrow();
        long end = channel.size();
        ByteBuffer last = ByteBuffer.allocate((int) Math.min(end, BackwardLines.MAX_LINE));
        int count = Math.max(0, channel.read(last, end - last.capacity()));
        for (int i = count - 1; i >= 0; i--) {
            if (last.get(i) == '\n') {
                return end - last.capacity() + i + 1;
            }
        }
        return end - last.capacity();
    }

    /** Waits until something has come, or for a moment. */
    public List<Story> next() throws IOException {
        if (source.isPresent()) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            if (source.get().read(block) > 0) {
                return stories(new String(block.array(), 0, block.position(), StandardCharsets.ISO_8859_1));
            }
            if (source.get().size() < source.get().position()) {
                // The log was cut (copytruncate), and the line that had begun is gone.
                begun.setLength(0);
                FileChannel _ = source.get().position(0);
                return allUnready();
            }
        }
        if (!goesOnElsewhere()) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return allUnready();
    }

    /** Whether there is another file of that name, which is read once all of the present one was. */
    private boolean goesOnElsewhere() throws IOException {
        try {
            if (LogFiles.key(file).equals(key)) {
                return false;
            }
            if (source.isPresent() && !hasSuccessor) {
                // Something may have come to the present file between the last look and its rotation.
                hasSuccessor = true;
                return true;
            }
            Optional<FileChannel> before = source;
            open();
            if (before.isPresent()) {
                before.get().close();
            }
            hasSuccessor = false;
            begun.setLength(0);
            return true;
        } catch (NoSuchFileException e) {
            // The next event makes it.
            return false;
        } catch (IOException e) {
            throw new IOException("cannot read the log " + file + ": " + FileReason.of(e), e);
        }
    }

    private List<Story> stories(String more) {
        begun.append(more);
        List<Story> ready = new ArrayList<>();
        int start = 0;
        for (int end = begun.indexOf("\n"); end >= 0; end = begun.indexOf("\n", start)) {
            LogEvent.read(begun.substring(start, end)).ifPresent(event -> take(event, ready));
            start = end + 1;
        }
        begun.delete(0, start);
        if (begun.length() > BackwardLines.MAX_LINE) {
            begun.setLength(0);
        }
        return ready;
    }

    private void take(LogEvent event, List<Story> ready) {
        if (event.name().equals("filter_failed")) {
            Story passed = unready.remove(event.session());
            if (passed != null) {
                ready.add(passed.withFailure(event));
            } else {
                failures.put(event.session(), event);
            }
        }
        Fate.of(event).ifPresent(fate -> {
            Optional<LogEvent> failure = Optional.ofNullable(failures.remove(event.session()));
            Story story = new Story(event, fate, failure, Optional.empty());
            if (fate == Fate.ACCEPTED) {
                Optional.ofNullable(unready.put(event.session(), story)).ifPresent(ready::add);
            } else {
                ready.add(story);
            }
        });
        while (unready.size() > MOST_UNREADY) {
            Optional.ofNullable(unready.pollFirstEntry())
                    .map(Map.Entry::getValue)
                    .ifPresent(ready::add);
        }
    }

    private List<Story> allUnready() {
        List<Story> ready = List.copyOf(unready.values());
        unready.clear();
        return ready;
    }
}
