package postprox.spool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

    private final Path path;
    private final LockFile lock;
    private final RandomAccessFile room;
    private final BasicFileAttributes identity;
    private boolean closed;

    private ProcessDirectory(Path path, LockFile lock, RandomAccessFile room, BasicFileAttributes identity) {
        this.path = path;
        this.lock = lock;
        this.room = room;
        this.identity = identity;
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
                BasicFileAttributes identity = look(file);
                RandomAccessFile room = new RandomAccessFile(file.toFile(), "rw");
                made = Optional.of(new ProcessDirectory(path, lock.get(), room, identity));
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

    /** Whether its path still leads to it: who cleans up there, such as tmpreaper(8), may have removed it. */
    synchronized boolean isInPlace() {
        try {
            return !closed && isSame(identity, look(lockOf(path)));
        } catch (IOException e) {
            return false;
        }
    }

    /** Fails unless the file system has room for a block more, in the user's quota too. There is none to look for once it is closed. */
    synchronized void checkRoom(byte[] block) throws IOException {
        if (closed) {
            return;
        }
        room.seek(0);
        room.write(block);
        room.setLength(0);
    }

    /** Removes it with all that is in it, and only then gives the lock back. What stands in its place is not touched. */
    void remove() throws IOException {
        try (this) {
            if (isInPlace()) {
                int _ = empty(path);
            }
        }
    }

    /** Gives the lock back: what is in it is left behind from now on. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try (room) {
            lock.close();
        }
    }

    /**
     * Removes such a directory with all that is in it, the lock last, so that what this process cannot finish the next one
     * can. Nobody but this user can have put anything there, so that nothing can be led astray.
     *
     * @return how many files it had
     * @throws IOException where some cannot be removed; all others are
     */
    static int empty(Path directory) throws IOException {
        int count = 0;
        for (int round = 1; ; round++) {
            count += emptyOnce(directory);
            Files.deleteIfExists(lockOf(directory));
            try {
                Files.deleteIfExists(directory);
                return count;
            } catch (DirectoryNotEmptyException e) {
                // Something that a filter left running has just made another file.
                if (round == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static int emptyOnce(Path directory) throws IOException {
        Optional<IOException> failure = Optional.empty();
        int count = 0;
        for (Path file : list(directory)) {
            try {
                removeTree(file);
                count++;
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return count;
    }

    /** The files in such a directory, but for its lock. */
    static List<Path> list(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(files::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.remove(lockOf(directory));
        return files;
    }

    private static void removeTree(Path top) throws IOException {
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
