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
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import postprox.posix.LockFile;

/**
 * The directory in which this process keeps its messages' files. It is in the spool's directory, which other processes may
 * share, and no other user can enter it. This process holds a lock on a file in it for as long as it lives. A process that gets
 * the lock knows that the directory was left behind. A look at /proc could not tell that of a process in another container or
 * on another machine. Methods that several threads call are synchronized.
 */
final class ProcessDirectory implements AutoCloseable {
    /**
     * How many directories are tried. Between the creation of a lock file and its locking, a process that sweeps may lock it. On a busy
     * machine with many starts at once, ten in a row were lost. A hundred take milliseconds where no file can be locked at all.
     */
    private static final int ATTEMPTS = 100;

    /** The permissions that its owner needs. */
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final LockFile lock;
    private final RandomAccessFile lockFile;
    private final BasicFileAttributes identity;
    private final BasicFileAttributes identityOfLock;
    private final Set<String> inHand = new HashSet<>();
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

    /** Makes the directory, with its lock file, and locks that. */
    static ProcessDirectory make(Path parent, SpoolNames names) throws IOException {
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
     * Makes and locks the lock file of a new directory. A directory's lock file is made once and never again: a process that
     * removes the directory relies on this.
     *
     * @return empty if another process has just taken the directory for a left-over, or if the file system has no locks
     */
    private static Optional<ProcessDirectory> lock(Path path) throws IOException {
        Path file = SpoolNames.lockOf(path);
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

    /** The attributes of the file that is at a path now. A link is not followed. */
    static BasicFileAttributes look(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether two attributes belong to the same file (device and inode). */
    static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
        return Objects.equals(one.fileKey(), other.fileKey());
    }

    Path path() {
        return path;
    }

    /** Takes a message in hand: its file is made here, and {@link #letGo} comes after the removal of its files. */
    synchronized void take(String message) {
        inHand.add(message);
    }

    synchronized void letGo(String message) {
        inHand.remove(message);
    }

    synchronized boolean isInHand(String message) {
        return inHand.contains(message);
    }

    /** Whether any message is in hand here. */
    synchronized boolean isInUse() {
        return !inHand.isEmpty();
    }

    /**
     * The state of the directory when it was looked at.
     *
     * @param isInPlace whether the directory itself, and no link to it, is at its path, and its lock file is in it. A cleaner
     *     such as tmpreaper(8) may have removed it
     * @param timesShut how often it had been found shut (chmod(1)) up to then. A filter that ran meanwhile may have read
     *     nothing
     */
    record State(boolean isInPlace, int timesShut) {}

    /** Looks at the directory, and restores its owner's permissions if a filter took them away. */
    synchronized State lookAgain() {
        boolean isInPlace = reopen();
        return new State(isInPlace, timesShut);
    }

    private boolean reopen() {
        try {
            return !closed && isAtItsPath() && isSame(identityOfLock, look(SpoolNames.lockOf(path)));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the directory itself is at its path. If it is, its owner's permissions are restored. */
    private boolean isAtItsPath() throws IOException {
        PosixFileAttributes current;
        try {
            current = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        }
        if (!isSame(identity, current)) {
            return false;
        }
        timesShut += !current.permissions().containsAll(OPEN) && DirectoryRemoval.reopen(path) ? 1 : 0;
        return true;
    }

    /** How often the directory had been found shut when {@link #lookAgain} was last called. */
    synchronized int timesShut() {
        return timesShut;
    }

    /**
     * Writes a block to the lock file, which fails if the disk is full or the user's quota used up. Does nothing once closed.
     */
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

    /**
     * Removes the directory with all that is in it, and only then gives the lock back. A filter may have removed the lock file:
     * the directory is still known by its inode. If another file is at its path, that file is not touched.
     */
    synchronized void remove() throws IOException {
        try (this) {
            if (isAtItsPath()) {
                int _ = DirectoryRemoval.of(path);
            }
        }
    }

    /** Gives the lock back. From then on other processes take the directory for left behind. A second call does nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (lockFile) {
            lock.close();
        }
    }
}
