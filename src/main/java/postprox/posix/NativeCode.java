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
            FreeRoom.class,
            LockFile.class,
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

    /** Has the JVM find the C library and bind the functions that every process may need. */
    public static void bind() {
        bind(BINDINGS);
    }

    /**
     * Has the JVM bind the functions that pass descriptors to other processes. Only some filters need them, and no other process
     * is to load them at its start.
     */
    public static void bindPassing() {
        bind(List.of(DescriptorSocket.class, FileFlags.class, MemoryFile.class));
    }

    /** Has the JVM bind the functions for programs that run for long, with pipes to them. Only some filters need them. */
    public static void bindPipes() {
        bind(List.of(FileFlags.class));
    }

    /** Has the JVM bind the functions with which a process that listens hands its socket over. */
    public static void bindHandover() {
        bind(List.of(FileFlags.class, ListeningSockets.class));
    }

    private static void bind(List<Class<?>> bindings) {
        for (Class<?> binding : bindings) {
            try {
                MethodHandles.lookup().ensureInitialized(binding);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
