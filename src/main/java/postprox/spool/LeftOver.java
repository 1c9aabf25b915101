package postprox.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.posix.LockFile;

/**
 * The directory of a process that is no more, which is proven by its lock: we hold it. (kill -9, as Postfix's spawn(8) does
 * it, leaves no time to clean up.)
 */
public final class LeftOver implements AutoCloseable {
    private final Path directory;
    private final LockFile lock;

    private LeftOver(Path directory, LockFile lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Takes a directory of this user, if its process is no more. */
    static Optional<LeftOver> claim(Path directory) {
        Path file = ProcessDirectory.lockOf(directory);
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                // Its process was killed before it made the file, or after it removed it, or is about to make it: then
                // it makes another directory. One with messages in it stays.
                Files.deleteIfExists(directory);
                return Optional.empty();
            }
            Optional<LockFile> lock = LockFile.tryLock(file);
            if (lock.isPresent() && !lock.get().isAt(file)) {
                lock.get().close();
                return Optional.empty();
            }
            return lock.map(held -> new LeftOver(directory, held));
        } catch (IOException e) {
            // Somebody else removes it right now, or nobody can tell.
            return Optional.empty();
        }
    }

    /** The messages that it holds: the last two names of the path of each file, without its ending. */
    public List<String> messages() throws IOException {
        List<String> messages = new ArrayList<>();
        for (Path file : ProcessDirectory.list(directory)) {
            String name = String.valueOf(file.getFileName());
            int end = name.lastIndexOf('.');
            if (end > 0) {
                messages.add(directory.getFileName() + "/" + name.substring(0, end));
            }
        }
        return messages;
    }

    /**
     * Removes it with all that is in it.
     *
     * @return how many files there were
     */
    public int remove() throws IOException {
        return ProcessDirectory.empty(directory);
    }

    /** Leaves what is not removed to others. */
    @Override
    public void close() {
        lock.close();
    }
}
