package postprox.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The address of a Unix socket: struct sockaddr_un (sys/un.h). */
final class UnixAddress {
    static final short AF_UNIX = 1;

    /** The size of the path, which follows the family. */
    private static final int PATH_BYTES = 108;

    /** The maximum length of a path, in bytes, without the NUL at its end. */
    static final int LONGEST_PATH = PATH_BYTES - 1;

    private UnixAddress() {}

    /** The address of a socket that has a name and no file (unix(7), abstract), without the NUL in front of the name. */
    static MemorySegment ofName(Arena arena, String name) throws IOException {
        MemorySegment address = of(arena, " " + name);
        address.set(JAVA_BYTE, 2, (byte) 0);
        return address.asSlice(0, 2 + 1 + name.length());
    }

    /**
     * The address of the socket at a path.
     *
     * @param path the path, one byte a character
     */
    static MemorySegment of(Arena arena, String path) throws IOException {
        if (path.length() > LONGEST_PATH) {
            throw new IOException("connect: the path of a socket has at most " + LONGEST_PATH + " bytes");
        }
        MemorySegment address = arena.allocate(2 + PATH_BYTES, 2);
        address.set(JAVA_SHORT, 0, AF_UNIX);
        MemorySegment.copy(Libc.string(arena, path), 0, address, 2, path.length() + 1L);
        return address;
    }
}
