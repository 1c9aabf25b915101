package postprox.spool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import postprox.posix.LockFile;

/**
 * The directory in which this process keeps its messages' files, inside the one that it may share with others. Nobody else
 * can enter it. A file in it is locked for as long as the process lives, so that whoever gets that lock knows for sure that
 * all in the directory was left behind: no look at processes could tell so of another container's or another machine's.
 */
final class ProcessDirectory implements AutoCloseable {
    /** The file that is locked. */
    private static final String LOCK = "lock";

    /** Whoever looks for left-overs may come between the making of the file and its locking. */
    private static final int ATTEMPTS = 10;

    /** What its owner needs. */
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final LockFile lock;
    private final RandomAccessFile lockFile;
    private final BasicFileAttributes identity;
    private final BasicFileAttributes identityOfLock;
    private int timesShut;
    private boolean closed;

    private ProcessDirectory(
            Path path,
            LockFile lock,
            RandomAccessFile lockFile,
            BasicFileAttributes identity,
            BasicFileAttributes identityOfLock) {
        this.path = path;
        this.lock = lock;
        this.lockFile = lockFile;
        this.identity = identity;
        this.identityOfLock = identityOfLock;
    }

    /** Makes one. */
    static ProcessDirectory make(Path parent, Names names) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            Path path = Files.createDirectory(parent.resolve(names.ofDirectory()), permissions("rwx------"));
            Optional<ProcessDirectory> locked = lock(path);
            if (locked.isPresent()) {
                return locked.get();
            }
        }
        throw new IOException("no file can be locked there (flock), which keeps messages safe from other processes;"
                + " use another file system");
    }

    /**
     * Locks a new directory; nothing where it was taken for a left-over just now, or locks are not to be had. The lock file
     * is made once and never again: whoever removes the directory counts on it.
     */
    private static Optional<ProcessDirectory> lock(Path path) throws IOException {
        Path file = lockOf(path);
        Optional<LockFile> lock = Optional.empty();
        Optional<ProcessDirectory> made = Optional.empty();
        try {
            Files.createFile(file, permissions("rw-------"));
            lock = LockFile.tryLock(file);
            if (lock.isPresent() && lock.get().isAt(file)) {
                BasicFileAttributes identity = look(path);
                BasicFileAttributes identityOfLock = look(file);
                RandomAccessFile lockFile = new RandomAccessFile(file.toFile(), "rw");
                made = Optional.of(new ProcessDirectory(path, lock.get(), lockFile, identity, identityOfLock));
            }
            return made;
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } finally {
            if (made.isEmpty()) {
                lock.ifPresent(LockFile::close);
                Files.deleteIfExists(file);
                Files.deleteIfExists(path);
            }
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    static Path lockOf(Path directory) {
        return directory.resolve(LOCK);
    }

    /** What stands at a path now. */
    static BasicFileAttributes look(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether two looks saw the same file, and not one that was put in the other's place. */
    static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
        return Objects.equals(one.fileKey(), other.fileKey());
    }

    Path path() {
        return path;
    }

    /**
     * What a look found.
     *
     * @param isInPlace whether it is still at its path, and no link to it is: who cleans up there, such as tmpreaper(8), may have
     *     removed it
     * @param timesShut how often a filter had shut it up to now (chmod(1)), so that those that ran meanwhile may have read nothing
     */
    record State(boolean isInPlace, int timesShut) {}

    /** Looks at it again, and opens it again where a filter has shut it. */
    synchronized State lookAgain() {
        boolean isInPlace = reopen();
        return new State(isInPlace, timesShut);
    }

    private boolean reopen() {
        try {
            if (closed) {
                return false;
            }
            PosixFileAttributes found =
                    Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!isSame(identity, found)) {
                return false;
            }
            timesShut += !found.permissions().containsAll(OPEN) && Removal.reopen(path) ? 1 : 0;
            return isSame(identityOfLock, look(lockOf(path)));
        } catch (IOException e) {
            return false;
        }
    }

    /** How often a filter had shut it when it was looked at last. */
    synchronized int timesShut() {
        return timesShut;
    }

    /** Fails unless the file system has room for a block more, in the user's quota too. A closed directory is not asked. */
    synchronized void checkRoom(byte[] block) throws IOException {
        if (closed) {
            return;
        }
        try {
            lockFile.seek(0);
            lockFile.write(block);
        } finally {
            lockFile.setLength(0);
        }
    }

    /** Removes it with all that is in it, and only then gives the lock back. What stands in its place is not touched. */
    void remove() throws IOException {
        try (this) {
            if (lookAgain().isInPlace()) {
                int _ = Removal.of(path);
            }
        }
    }

    /** Gives the lock back: what is in it is left behind from now on. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try (lockFile) {
            lock.close();
        }
    }
}
