package postprox.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What a file system has room for, which Java tells of bytes alone. Where a file system does not count its blocks (a tmpfs
 * without a limit) or files (Btrfs), there are as many as can be.
 *
 * @param bytes    how many more an ordinary user may write
 * @param allBytes how many it has in all, 0 where it does not count
 * @param files    how many more an ordinary user may make
 * @param allFiles how many it has in all, 0 where it does not count
 */
public record FreeRoom(long bytes, long allBytes, long files, long allFiles) {
    /** sizeof(struct statvfs) is 112 on the 64-bit machines of Linux. */
    private static final long STRUCT_BYTES = 256;

    /** statvfs(3): f_frsize, f_blocks, f_bavail, f_files and f_favail. Each field up to f_favail has 8 bytes. */
    private static final int BLOCK_BYTES = 1;

    private static final int BLOCKS = 2;
    private static final int BLOCKS_FREE = 4;
    private static final int FILES = 5;
    private static final int FILES_FREE = 7;

    private static final MethodHandle STATVFS = Libc.plain("statvfs", Libc.ON_POINTERS);

    /** The room of the file system of a directory. */
    public static FreeRoom in(Path directory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = Libc.string(arena, PathText.of(directory));
            MemorySegment answer = arena.allocate(STRUCT_BYTES, 8);
            if (Libc.call(() -> (int) STATVFS.invokeExact(path, answer)) != 0) {
                throw Files.exists(directory)
                        ? new IOException("cannot tell how much room there is in " + directory)
                        : new NoSuchFileException(directory.toString());
            }
            long block = field(answer, BLOCK_BYTES);
            long blocks = field(answer, BLOCKS);
            long files = field(answer, FILES);
            return new FreeRoom(
                    blocks == 0 ? Long.MAX_VALUE : bytes(field(answer, BLOCKS_FREE), block),
                    bytes(blocks, block),
                    files == 0 ? Long.MAX_VALUE : atMost(field(answer, FILES_FREE)),
                    atMost(files));
        }
    }

    private static long field(MemorySegment answer, int index) {
        return answer.getAtIndex(JAVA_LONG, index);
    }

    private static long bytes(long blocks, long block) {
        boolean tooMany = blocks < 0 || block > 0 && blocks > Long.MAX_VALUE / block;
        return tooMany ? Long.MAX_VALUE : blocks * block;
    }

    /** C has no sign here. */
    private static long atMost(long count) {
        return count < 0 ? Long.MAX_VALUE : count;
    }
}
