package postprox.posix;

import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Loads the bindings to the C library early. The JVM opens a file to find the library at the first native call, and initializes a
 * class once: if descriptors or memory run out then, all later native calls fail too. So a service calls {@link #bind} before it
 * accepts sessions.
 */
public final class NativeCode {
    /** The classes that hold handles of C functions. */
    private static final List<Class<?>> BINDINGS = List.of(
            Descriptors.class,
            DescriptorSocket.class,
            FreeRoom.class,
            LockFile.class,
            MemoryFile.class,
            MessageSocket.class,
            PeerAddress.class,
            PeerEnd.Pipes.class,
            PeerEnd.Socket.class,
            PollSet.class,
            Processes.class,
            Spawner.class,
            StandardStreams.class,
            SystemError.class,
            UnixDatagramSocket.class);

    private NativeCode() {}

    /** Has the JVM find the C library and bind all functions of it. */
    public static void bind() {
        for (Class<?> binding : BINDINGS) {
            try {
                MethodHandles.lookup().ensureInitialized(binding);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
