package postprox.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A lock on a file (flock(2)). The kernel takes it back when the process ends, however it ends. It holds between containers,
 * and on NFS between hosts if the file is open for writing. Java's own locks (fcntl(2)) do not serve: a process loses them as
 * soon as any of its threads opens the file once more and closes it. Not thread-safe.
 */
public final class LockFile implements AutoCloseable {
    /** sys/file.h: LOCK_EX and LOCK_NB. */
    private static final int EXCLUSIVE_AT_ONCE = 2 | 4;

    private static final MethodHandle FLOCK = Libc.plain("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final int descriptor;

    private LockFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Locks an existing file without waiting. A link is not followed.
     *
     * @return empty if another process has the lock, or if the file system has no locks
     */
    public static Optional<LockFile> tryLock(Path file) throws IOException {
        int descriptor = Descriptors.open(file, Descriptors.O_RDWR);
        if (Libc.call(() -> (int) FLOCK.invokeExact(descriptor, EXCLUSIVE_AT_ONCE)) == 0) {
            return Optional.of(new LockFile(descriptor));
        }
        Descriptors.close(descriptor);
        return Optional.empty();
    }

    /** Whether the file at a path is the locked one. It is not if another process removed that between its opening and now. */
    public boolean isAt(Path path) throws IOException {
        try {
            return Files.isSameFile(Path.of("/proc/self/fd/" + descriptor), path);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        Descriptors.close(descriptor);
    }
}
