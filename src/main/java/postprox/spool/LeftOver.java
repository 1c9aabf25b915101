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
 * The directory of a process that has ended. This process holds the directory's lock, which proves that. (SIGKILL, which
 * Postfix's spawn(8) sends, leaves a process no time to remove its directory.) Not thread-safe.
 */
public final class LeftOver implements AutoCloseable {
    private final Path directory;
    private final LockFile lock;

    private LeftOver(Path directory, LockFile lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Whether an entry is a directory of this user. No process of this user made those of other users. */
    static boolean isOfThisUser(Path directory) {
        try {
            FileStatus status = FileStatus.of(directory);
            return status.isDirectory() && status.owner() == OwnProcess.user();
        } catch (IOException e) {
            // Another process has removed it meanwhile.
            return false;
        }
    }

    /**
     * Locks a directory of this user, if its process has ended.
     *
     * @return empty if its process lives, if another process holds it, or if it was empty and is removed
     * @throws IOException if this process cannot tell whether its process lives
     */
    static Optional<LeftOver> claim(Path directory) throws IOException {
        Path file = SpoolNames.lockOf(directory);
        if (!isOfThisUser(directory)) {
            return Optional.empty();
        }
        try {
            boolean _ = DirectoryRemoval.reopen(directory);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                // Its process was killed before it made the lock file, or after it removed it. Or the process is about
                // to make the lock file: then it will make another directory.
                Files.deleteIfExists(directory);
                return Optional.empty();
            }
            Optional<LockFile> lock = LockFile.tryLock(file);
            return lock.isPresent() ? hold(directory, lock.get()) : Optional.empty();
        } catch (NoSuchFileException e) {
            // Another process removes it right now.
            return Optional.empty();
        } catch (DirectoryNotEmptyException e) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                // Its process has just made the lock file, and so lives.
                return Optional.empty();
            }
            throw new IOException("there are files in it, but its lock file is gone", e);
        }
    }

    /**
     * Makes a left-over of a directory and its lock.
     *
     * @param lock the lock, which is given back if the result is empty
     * @return empty if another process has removed the lock file since this process opened it
     */
    static Optional<LeftOver> hold(Path directory, LockFile lock) throws IOException {
        boolean held = false;
        try {
            held = lock.isAt(SpoolNames.lockOf(directory));
            return held ? Optional.of(new LeftOver(directory, lock)) : Optional.empty();
        } finally {
            if (!held) {
                lock.close();
            }
        }
    }

    /** The messages that the directory holds, each as the last two names of its file's path, without the ending. */
    public List<String> messages() throws IOException {
        List<String> messages = new ArrayList<>();
        for (Path file : DirectoryRemoval.entriesIn(directory)) {
            String name = String.valueOf(file.getFileName());
            int end = name.lastIndexOf('.');
            if (end > 0) {
                messages.add(directory.getFileName() + "/" + name.substring(0, end));
            }
        }
        return messages;
    }

    /**
     * Removes the directory with all that is in it.
     *
     * @return how many entries it had besides the lock file
     */
    public int remove() throws IOException {
        return DirectoryRemoval.of(directory);
    }

    /** Gives the lock back. If the directory is not removed, another process can claim it. */
    @Override
    public void close() {
        lock.close();
    }
}
