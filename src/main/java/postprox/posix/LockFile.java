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
 * A lock on a file that lasts as long as its process at the most: the kernel takes it back from whoever dies (flock(2)).
 * It holds between containers, and on NFS between hosts too, where the file is open to be written to. Not Java's own
 * (fcntl(2)): those are lost as soon as anybody in the process opens the file and closes it again.
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
     * Locks a file that there is. A link is not followed.
     *
     * @return nothing where another has the lock, or the file system has no locks
     */
    public static Optional<LockFile> tryLock(Path file) throws IOException {
        int descriptor = Descriptors.open(file, Descriptors.O_RDWR);
        if (Libc.call(() -> (int) FLOCK.invokeExact(descriptor, EXCLUSIVE_AT_ONCE)) == 0) {
            return Optional.of(new LockFile(descriptor));
        }
        Descriptors.close(descriptor);
        return Optional.empty();
    }

    /** Whether a path leads to the file that is locked. It does not where somebody removed it before it was locked. */
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
