package postprox.spool;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.posix.FileStatus;
import postprox.posix.LockFile;
import postprox.posix.OwnProcess;

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

    /** Whether it is of this user. What another one has put there says nothing of our processes. */
    static boolean isOurs(Path directory) {
        try {
            FileStatus status = FileStatus.of(directory);
            return status.isDirectory() && status.owner() == OwnProcess.user();
        } catch (IOException e) {
            // Removed meanwhile.
            return false;
        }
    }

    /**
     * Takes a directory of this user, if its process is no more.
     *
     * @throws IOException where nobody can tell
     */
    static Optional<LeftOver> claim(Path directory) throws IOException {
        Path file = ProcessDirectory.lockOf(directory);
        if (!isOurs(directory)) {
            return Optional.empty();
        }
        try {
            boolean _ = Removal.reopen(directory);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                // Its process was killed before it made the file, or after it removed it, or is about to make it: then
                // it makes another directory.
                Files.deleteIfExists(directory);
                return Optional.empty();
            }
            Optional<LockFile> lock = LockFile.tryLock(file);
            return lock.isPresent() ? hold(directory, lock.get()) : Optional.empty();
        } catch (NoSuchFileException e) {
            // Somebody else removes it right now.
            return Optional.empty();
        } catch (DirectoryNotEmptyException e) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                // Its process has just made it.
                return Optional.empty();
            }
            throw new IOException("there are files in it, but its lock file is gone", e);
        }
    }

    /** One whose lock we have, unless another has removed it meanwhile. */
    static Optional<LeftOver> hold(Path directory, LockFile lock) throws IOException {
        boolean held = false;
        try {
            held = lock.isAt(ProcessDirectory.lockOf(directory));
            return held ? Optional.of(new LeftOver(directory, lock)) : Optional.empty();
        } finally {
            if (!held) {
                lock.close();
            }
        }
    }

    /** The messages that it holds: the last two names of the path of each file, without its ending. */
    public List<String> messages() throws IOException {
        List<String> messages = new ArrayList<>();
        for (Path file : Removal.messagesIn(directory)) {
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
        return Removal.of(directory);
    }

    /** Leaves what is not removed to others. */
    @Override
    public void close() {
        lock.close();
    }
}
