package postprox.spool;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** What killed processes of this user left behind in a directory, some of it at a time. Not thread-safe. */
public final class LeftBehind implements AutoCloseable {
    /** In a directory like /tmp anybody may make as many of our names as there is room for: a look at each takes time. */
    static final int MOST_STRANGERS = 10_000;

    /** Each that is held costs a descriptor, of which a process may have few. */
    private static final int MOST_HELD = 32;

    private final Queue<Path> waiting = new ArrayDeque<>();
    private final List<LeftOver> held = new ArrayList<>();
    private final List<Unclear> unclear = new ArrayList<>();
    private final boolean complete;

    /**
     * One of which nobody can tell whether its process lives.
     *
     * @param directory it
     * @param why       what keeps us from it
     */
    public record Unclear(Path directory, String why) {}

    private LeftBehind(Path parent) throws IOException {
        int strangers = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                if (!Names.isOfDirectory(String.valueOf(entry.getFileName()))) {
                    continue;
                }
                if (LeftOver.isOurs(entry)) {
                    waiting.add(entry);
                } else if (++strangers == MOST_STRANGERS) {
                    break;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        complete = strangers < MOST_STRANGERS;
    }

    static LeftBehind in(Path parent) throws IOException {
        return new LeftBehind(parent);
    }

    /** Whether all was looked at. */
    public boolean isComplete() {
        return complete;
    }

    /** The next few, which nobody else can take for left behind until they are given back. There are no more if it is empty. */
    public List<LeftOver> next() {
        close();
        while (held.size() < MOST_HELD && !waiting.isEmpty()) {
            Path directory = waiting.remove();
            try {
                LeftOver.claim(directory).ifPresent(held::add);
            } catch (IOException e) {
                unclear.add(new Unclear(
                        directory, Optional.ofNullable(e.getMessage()).orElse(e.toString())));
            }
        }
        return List.copyOf(held);
    }

    /** Those that had to be passed over up to now. */
    public List<Unclear> unclear() {
        return List.copyOf(unclear);
    }

    /** Gives back what is held. */
    @Override
    public void close() {
        held.forEach(LeftOver::close);
        held.clear();
    }
}
