package postprox.journal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import postprox.json.JsonObject;

/**
 * The events of a log in JSON, the latest first, also those of its rotated files FILE.1, FILE.2.gz and so on. It reads from the end, so that
 * the last lines of a large file come at once, and keeps nothing of what it has read. A line that is no event is counted. Not thread-safe.
 */
public final class Journal implements AutoCloseable {
    private static final int MOST_FILES = 1000;

    private final Path file;
    private final Optional<Instant> since;
    private int number;
    private Optional<BackwardLines> lines = Optional.empty();
    private Optional<Path> unpacked = Optional.empty();
    private long damaged;

    private Journal(Path file, Optional<Instant> since) {
        this.file = file;
        this.since = since;
    }

    /**
     * Opens a log.
     *
     * @param since how far back to read; empty for all that there is
     */
    public static Journal open(Path file, Optional<Instant> since) throws IOException {
        Journal journal = new Journal(file, since);
        try {
            journal.lines = Optional.of(BackwardLines.of(file));
        } catch (NoSuchFileException e) {
            // Since the last rotation there was no event.
            journal.openOlder();
            if (journal.lines.isEmpty()) {
                throw e;
            }
        }
        return journal;
    }

    /** The event before the last one that was read; empty if there is none since the time that is asked for. */
    public Optional<LogEvent> next() throws IOException {
        while (lines.isPresent()) {
            Optional<String> line = lines.get().next();
            if (line.isEmpty()) {
                openOlder();
                continue;
            }
            Optional<LogEvent> event = JsonObject.read(line.get()).flatMap(object -> LogEvent.of(object, line.get()));
            if (event.isPresent() && since.isPresent() && event.get().time().isBefore(since.get())) {
                close();
                return Optional.empty();
            }
            if (event.isPresent()) {
                return event;
            }
            damaged += line.get().isBlank() ? 0 : 1;
        }
        return Optional.empty();
    }

    /** How many lines were no events. */
    public long damaged() {
        return damaged;
    }

    /** Opens the file that logrotate(8) has made before the present one. With delaycompress the first of them is not packed. */
    private void openOlder() throws IOException {
        close();
        number++;
        Path plain = file.resolveSibling(file.getFileName() + "." + number);
        Path packed = file.resolveSibling(file.getFileName() + "." + number + ".gz");
        if (number > MOST_FILES) {
            return;
        }
        if (Files.exists(plain)) {
            lines = Optional.of(BackwardLines.of(plain));
        } else if (Files.exists(packed)) {
            lines = Optional.of(BackwardLines.of(unpack(packed)));
        }
    }

    /** A packed file can be read from its beginning alone. It is unpacked to a file, so that no memory is taken. */
    private Path unpack(Path packed) throws IOException {
        Path into = Files.createTempFile("postprox-log", "");
        unpacked = Optional.of(into);
        try (InputStream text =
                new GZIPInputStream(new BufferedInputStream(Channels.newInputStream(LogFiles.open(packed))))) {
            long _ = Files.copy(text, into, StandardCopyOption.REPLACE_EXISTING);
        }
        return into;
    }

    @Override
    public void close() throws IOException {
        if (lines.isPresent()) {
            lines.get().close();
            lines = Optional.empty();
        }
        if (unpacked.isPresent()) {
            Files.deleteIfExists(unpacked.get());
            unpacked = Optional.empty();
        }
    }
}
