package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A file in memory, without a name in any directory (memfd_create(2)). It is a regular file to a process that gets its descriptor,
 * and goes away when all have closed it. Making one and writing to it does not wait. Not thread-safe.
 */
public final class MemoryFile implements AutoCloseable {
    /** The flags of linux/memfd.h: the file is closed in programs that this process starts, and may be sealed. */
    private static final int MFD_CLOEXEC = 1;

    private static final int MFD_ALLOW_SEALING = 2;

    private static final MethodHandle MEMFD_CREATE = Libc.withErrno("memfd_create", Libc.ON_POINTER_AND_INT);
    private static final MethodHandle WRITE =
            Libc.withErrno("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private final OpenFile file;

    private MemoryFile(OpenFile file) {
        this.file = file;
    }

    /** Makes an empty file. */
    public static MemoryFile make() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            MemorySegment name = Libc.string(arena, "message");
            int descriptor =
                    Libc.call(() -> (int) MEMFD_CREATE.invokeExact(errno, name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
            if (descriptor < 0) {
                throw Errno.exception("memfd_create", Libc.errno(errno));
            }
            return new MemoryFile(new OpenFile(descriptor));
        }
    }

    /** Appends the first bytes of a block. */
    public void append(byte[] block, int count) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            MemorySegment bytes = arena.allocate(count);
            bytes.copyFrom(MemorySegment.ofArray(block).asSlice(0, count));
            int written =
                    Libc.call(() -> (int) (long) WRITE.invokeExact(errno, file.descriptor(), bytes, bytes.byteSize()));
            if (written < count) {
                // In memory a write is short only if there is no memory left.
                throw written < 0
                        ? Errno.exception("write", Libc.errno(errno))
                        : new IOException("write: out of memory");
            }
        }
    }

    /**
     * The file, as it is passed to another process, which can read it and not change it. Nobody can append to it from now on. A
     * descriptor for reading alone would not do: everybody who has it may open the file for writing by its path in /proc.
     */
    public OpenFile sealed() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            FileFlags.seal(arena, file.descriptor());
            return file;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
