package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The descriptors of this process's listening sockets. Java's channels do not tell theirs. Thread-safe. */
public final class ListeningSockets {
    /** The constants of sys/socket.h. */
    private static final int SO_ACCEPTCONN = 30;

    private static final long STORAGE_BYTES = 128;

    private static final MethodHandle GETSOCKOPT =
            Libc.plain("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETSOCKNAME =
            Libc.plain("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

    private ListeningSockets() {}

    /**
     * The descriptor of the socket that listens at an address.
     *
     * @throws IOException if this process has none
     */
    public static int descriptorOf(SocketAddress local) throws IOException {
        for (int descriptor : all()) {
            if (isListening(descriptor) && isAt(descriptor, local)) {
                return descriptor;
            }
        }
        throw new IOException("no descriptor of this process is the socket that listens on " + local);
    }

    /**
     * Lets a listening socket go: each descriptor of this process that refers to it refers to the null device from now on. Java's own close
     * of a socket that came on descriptor 0 would do that to standard output and standard error too.
     */
    public static void drop(int descriptor) throws IOException {
        String socket = OwnProcess.descriptorTarget(descriptor);
        for (int one : all()) {
            if (OwnProcess.descriptorTarget(one).equals(socket)) {
                StandardStreams.nowhere(one);
            }
        }
    }

    private static List<Integer> all() throws IOException {
        List<Integer> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path file : files) {
                all.add(Integer.parseInt(file.getFileName().toString()));
            }
        }
        return all;
    }

    private static boolean isListening(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
            int failed = Libc.call(() ->
                    (int) GETSOCKOPT.invokeExact(descriptor, MessageSocket.SOL_SOCKET, SO_ACCEPTCONN, value, length));
            return failed == 0 && value.get(JAVA_INT, 0) != 0;
        }
    }

    private static boolean isAt(int descriptor, SocketAddress local) {
        return local instanceof UnixDomainSocketAddress unix
                ? pathOf(descriptor).equals(PathText.of(unix.getPath()))
                : PeerAddress.ofOwnEnd(descriptor).filter(local::equals).isPresent();
    }

    /** The path of a Unix socket, one byte a character; empty for another socket. */
    private static String pathOf(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment storage = arena.allocate(STORAGE_BYTES, 8);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) STORAGE_BYTES);
            if (Libc.call(() -> (int) GETSOCKNAME.invokeExact(descriptor, storage, length)) != 0
                    || storage.get(JAVA_SHORT, 0) != UnixAddress.AF_UNIX) {
                return "";
            }
            // The segment is longer than the longest path, and was zero.
            byte[] bytes = storage.asSlice(2).toArray(JAVA_BYTE);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return text.substring(0, text.indexOf('\0'));
        }
    }
}
