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
 * The free room of a file system, from statvfs(3). Java tells the free bytes but not the free files (inodes). If a file system
 * does not count its blocks (a tmpfs without a limit) or files (Btrfs), their free number is Long.MAX_VALUE.
 *
 * @param bytes    how many bytes an ordinary user can still write
 * @param allBytes the size of the file system in bytes, 0 if it does not count them
 * @param files    how many files an ordinary user can still make
 * @param allFiles how many files the file system has room for in all, 0 if it does not count them
 */
public record FreeRoom(long bytes, long allBytes, long files, long allFiles) {
    /** More than sizeof(struct statvfs), which is 112 on the 64-bit machines of Linux. */
    private static final long STRUCT_BYTES = 256;

    /** The indices of f_frsize, f_blocks, f_bavail, f_files and f_favail. Each field up to f_favail has 8 bytes. */
    private static final int BLOCK_BYTES = 1;

    private static final int BLOCKS = 2;
    private static final int BLOCKS_FREE = 4;
    private static final int FILES = 5;
    private static final int FILES_FREE = 7;

    private static final MethodHandle STATVFS = Libc.plain("statvfs", Libc.ON_POINTERS);

    /** The free room of a directory's file system. */
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
                    files == 0 ? Long.MAX_VALUE : fromUnsigned(field(answer, FILES_FREE)),
                    fromUnsigned(files));
        }
    }

    private static long field(MemorySegment answer, int index) {
        return answer.getAtIndex(JAVA_LONG, index);
    }

    private static long bytes(long blocks, long block) {
        boolean tooMany = blocks < 0 || block > 0 && blocks > Long.MAX_VALUE / block;
        return tooMany ? Long.MAX_VALUE : blocks * block;
    }

    /** A number that has no sign in C; Long.MAX_VALUE if it is larger. */
    private static long fromUnsigned(long count) {
        return count < 0 ? Long.MAX_VALUE : count;
    }
}
