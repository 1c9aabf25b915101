package postprox.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** How many files a file system has room for, which Java does not tell. */
public final class Inodes {
    /** sizeof(struct statvfs) is 112 on the 64-bit machines of Linux. */
    private static final long STRUCT_BYTES = 256;

    /** statvfs(3), fields f_files and f_favail: all before them are as long as they are. */
    private static final long ALL = 5;

    private static final long AVAILABLE = 7;

    private static final MethodHandle STATVFS = Libc.plain("statvfs", Libc.ON_POINTERS);

    private Inodes() {}

    /** Whether another file could be made at a path. So it is where a file system does not count them (Btrfs). */
    public static boolean areLeft(Path where) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = Libc.string(arena, PathText.of(where));
            MemorySegment answer = arena.allocate(STRUCT_BYTES, 8);
            if (Libc.call(() -> (int) STATVFS.invokeExact(path, answer)) != 0) {
                throw new IOException("cannot tell how many files " + where + " has room for");
            }
            return answer.getAtIndex(JAVA_LONG, ALL) == 0 || answer.getAtIndex(JAVA_LONG, AVAILABLE) != 0;
        }
    }
}
