package postprox.spool;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import postprox.posix.FileReason;

/**
 * Lists the directories that killed processes of this user left in the spool's directory, and holds the locks of a few of them
 * at a time. Not thread-safe.
 */
public final class LeftBehind implements AutoCloseable {
    /**
     * How many directories of other users are looked at. In a directory like /tmp, every user may make as many names of this
     * form as there is room for, and each one takes time.
     */
    private static final int MAX_OF_OTHERS = 10_000;

    /** How many directories are held at a time: each takes a descriptor, of which a process may have few. */
    private static final int MAX_HELD = 32;

    private final Queue<Path> waiting = new ArrayDeque<>();
    private final List<LeftOver> held = new ArrayList<>();
    private final List<Unclear> unclear = new ArrayList<>();
    private final boolean complete;

    /**
     * A directory of which this process cannot tell whether the process that made it is still alive.
     *
     * @param directory its path
     * @param why       the failure that keeps this process from telling
     */
    public record Unclear(Path directory, String why) {}

    private LeftBehind(Path parent) throws IOException {
        int ofOthers = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                if (!SpoolNames.isOfDirectory(String.valueOf(entry.getFileName()))) {
                    continue;
                }
                if (LeftOver.isOfThisUser(entry)) {
                    waiting.add(entry);
                } else if (++ofOthers == MAX_OF_OTHERS) {
                    break;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        complete = ofOthers < MAX_OF_OTHERS;
    }

    /** Lists the directories that processes made in the spool's directory. It takes no lock yet. */
    static LeftBehind in(Path parent) throws IOException {
        return new LeftBehind(parent);
    }

    /** Whether all entries were listed. Not so if other users have too many directories with such names. */
    public boolean isComplete() {
        return complete;
    }

    /**
     * Gives back the directories that are held, and holds the next few. No other process can hold these until they are given
     * back.
     *
     * @return the directories that are held now; none when all were returned
     */
    public List<LeftOver> next() {
        close();
        while (held.size() < MAX_HELD && !waiting.isEmpty()) {
            Path directory = waiting.remove();
            try {
                LeftOver.claim(directory).ifPresent(held::add);
            } catch (IOException e) {
                unclear.add(new Unclear(directory, FileReason.of(e)));
            }
        }
        return List.copyOf(held);
    }

    /** The directories that {@link #next} had to pass over up to now. */
    public List<Unclear> unclear() {
        return List.copyOf(unclear);
    }

    /** Gives back the directories that are held. */
    @Override
    public void close() {
        held.forEach(LeftOver::close);
        held.clear();
    }
}
