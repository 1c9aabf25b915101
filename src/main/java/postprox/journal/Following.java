package postprox.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** What comes to a log in JSON from now on, also after the log was rotated. Not thread-safe. */
public final class Following {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final int BLOCK = 64 * 1024;
    private static final int MOST_UNREADY = 100;
    private static final int MOST_FAILURES = 1000;

    private final Path file;
    private FileChannel channel;
    private String key;
    private final StringBuilder begun = new StringBuilder();
    private final Map<String, LogEvent> failures = new Remembered<>(MOST_FAILURES);
    // Messages that passed. The failure of a filter comes behind.
    private final LinkedHashMap<String, Story> unready = new LinkedHashMap<>();

    private Following(Path file, long position) throws IOException {
        this.file = file;
        this.key = key(file);
        this.channel = LogFiles.open(file);
        FileChannel _ = channel.position(position);
    }

    /** Begins at the present end of a file. */
    public static Following of(Path file) throws IOException {
        return new Following(file, Files.size(file));
    }

    private static String key(Path file) throws IOException {
        return String.valueOf(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    /** Waits until something has come, or for a moment. */
    public List<Story> next() throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        if (channel.read(block) > 0) {
            return stories(new String(block.array(), 0, block.position(), StandardCharsets.ISO_8859_1));
        }
        if (channel.size() < channel.position()) {
            // The log was cut (copytruncate).
            FileChannel _ = channel.position(0);
        } else if (!reopenIfRotated()) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return allUnready();
    }

    private boolean reopenIfRotated() throws IOException {
        try {
            String present = key(file);
            if (present.equals(key)) {
                return false;
            }
            FileChannel next = LogFiles.open(file);
            channel.close();
            channel = next;
            key = present;
            begun.setLength(0);
            return true;
        } catch (NoSuchFileException e) {
            // The next event makes it.
            return false;
        }
    }

    private List<Story> stories(String more) {
        begun.append(more);
        List<Story> ready = new ArrayList<>();
        int begin = 0;
        for (int end = begun.indexOf("\n"); end >= 0; end = begun.indexOf("\n", begin)) {
            LogEvent.read(begun.substring(begin, end)).ifPresent(event -> take(event, ready));
            begin = end + 1;
        }
        begun.delete(0, begin);
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
