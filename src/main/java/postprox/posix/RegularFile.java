package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files in whose place somebody else may have put something. */
public final class RegularFile {
    /** asm-generic/fcntl.h. */
    private static final int O_RDONLY_NONBLOCK = 0x800;

    private static final int O_NOFOLLOW = 0x20000;

    private static final MethodHandle OPEN = Libc.withErrno("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    private RegularFile() {}

    /**
     * Opens a file to read it. Java would follow a link that has just replaced it, or wait for ever in a fifo.
     *
     * @throws IOException where it is anything but a regular file, or may not be read
     */
    public static FileChannel open(Path path) throws IOException {
        int descriptor = openAnything(path);
        try {
            Path opened = Path.of("/proc/self/fd/" + descriptor);
            if (!Files.isRegularFile(opened)) {
                throw new IOException("it is not a regular file");
            }
            return FileChannel.open(opened, StandardOpenOption.READ);
        } finally {
            Descriptors.close(descriptor);
        }
    }

    private static int openAnything(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            MemorySegment name = Libc.string(arena, PathText.of(path));
            int flags = O_RDONLY_NONBLOCK | O_NOFOLLOW | Descriptors.O_CLOEXEC;
            int descriptor = Libc.call(() -> (int) OPEN.invokeExact(errno, name, flags));
            if (descriptor < 0) {
                throw Errno.exception("open", Libc.errno(errno));
            }
            return descriptor;
        }
    }
}
