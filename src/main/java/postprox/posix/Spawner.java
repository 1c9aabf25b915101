package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Starts programs with posix_spawn(3). A program gets a session and process group of its own, no descriptor of postprox, and no
 * blocked or ignored signal. java.lang.Process supports none of these, and only an environment in the JVM's character set.
 */
final class Spawner {
    /** No less than the sizes of posix_spawnattr_t (336 in glibc) and posix_spawn_file_actions_t (80). */
    private static final long STRUCT_BYTES = 512;

    /** The size of sigset_t. */
    private static final long SIGSET_BYTES = 128;

    /** The flags POSIX_SPAWN_SETSIGDEF, POSIX_SPAWN_SETSIGMASK and POSIX_SPAWN_SETSID of spawn.h. */
    private static final short SETSIGDEF = 0x04;

    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;

    private static final int O_RDWR = 2;

    private static final MethodHandle SPAWN = Libc.plain(
            "posix_spawn", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle ATTR_INIT =
            Libc.plain("posix_spawnattr_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle ATTR_SET_FLAGS =
            Libc.plain("posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
    private static final MethodHandle ATTR_SET_SIGDEFAULT =
            Libc.plain("posix_spawnattr_setsigdefault", Libc.ON_POINTERS);
    private static final MethodHandle ATTR_SET_SIGMASK = Libc.plain("posix_spawnattr_setsigmask", Libc.ON_POINTERS);
    private static final MethodHandle ACTIONS_INIT =
            Libc.plain("posix_spawn_file_actions_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle ACTIONS_DESTROY =
            Libc.plain("posix_spawn_file_actions_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle ADD_OPEN = Libc.plain(
            "posix_spawn_file_actions_addopen",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_DUP2 = Libc.plain(
            "posix_spawn_file_actions_adddup2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_CLOSE_FROM =
            Libc.plain("posix_spawn_file_actions_addclosefrom_np", Libc.ON_POINTER_AND_INT);

    static {
        Processes.keepExitStatuses();
    }

    private Spawner() {}

    /** Stands for the null device. */
    static final int NOWHERE = -1;

    /** The descriptors of this process that become a child's standard streams, or {@link #NOWHERE}. */
    record Streams(int input, int output, int errors) {
        private int[] descriptors() {
            return new int[] {input, output, errors};
        }
    }

    /**
     * Starts a program.
     *
     * @return its process id
     * @throws IOException if it cannot be started, for example for too many processes or if there is no such file
     */
    static int spawn(SpawnRequest request, Streams streams) throws IOException {
        return spawn(request, streams.descriptors());
    }

    /**
     * Starts a program that gets more descriptors than the standard streams.
     *
     * @param descriptors those of this process that become the child's 0, 1, 2 and so on, or {@link #NOWHERE}. One of them
     *     that is itself such a number is overwritten, unless it comes first
     */
    static int spawn(SpawnRequest request, int... descriptors) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(STRUCT_BYTES, 16);
            check("posix_spawn_file_actions_init", Libc.call(() -> (int) ACTIONS_INIT.invokeExact(actions)));
            try {
                redirect(arena, actions, descriptors);
                return spawn(arena, request, actions, attributes(arena));
            } finally {
                int _ = Libc.call(() -> (int) ACTIONS_DESTROY.invokeExact(actions));
            }
        }
    }

    private static int spawn(Arena arena, SpawnRequest request, MemorySegment actions, MemorySegment attributes)
            throws IOException {
        MemorySegment pid = arena.allocate(JAVA_INT);
        MemorySegment path = Libc.string(arena, request.path());
        MemorySegment arguments = Libc.strings(arena, request.arguments());
        MemorySegment environment = Libc.strings(arena, request.environment());
        check("cannot start " + request.path(), Libc.call(() ->
                (int) SPAWN.invokeExact(pid, path, actions, attributes, arguments, environment)));
        return pid.get(JAVA_INT, 0);
    }

    private static void redirect(Arena arena, MemorySegment actions, int... descriptors) throws IOException {
        MemorySegment nowhere = Libc.string(arena, "/dev/null");
        for (int i = 0; i < descriptors.length; i++) {
            int descriptor = i;
            int source = descriptors[i];
            check(
                    "posix_spawn_file_actions",
                    source == NOWHERE
                            ? Libc.call(() -> (int) ADD_OPEN.invokeExact(actions, descriptor, nowhere, O_RDWR, 0))
                            : Libc.call(() -> (int) ADD_DUP2.invokeExact(actions, source, descriptor)));
        }
        int first = descriptors.length;
        check("posix_spawn_file_actions", Libc.call(() -> (int) ADD_CLOSE_FROM.invokeExact(actions, first)));
    }

    /**
     * Attributes with an empty signal mask and the default action of every signal, since the JVM has changed both for itself.
     */
    private static MemorySegment attributes(Arena arena) throws IOException {
        MemorySegment attributes = arena.allocate(STRUCT_BYTES, 16);
        MemorySegment none = arena.allocate(SIGSET_BYTES, 8);
        MemorySegment all = arena.allocate(SIGSET_BYTES, 8).fill((byte) 0xFF);
        short flags = SETSID | SETSIGDEF | SETSIGMASK;
        check("posix_spawnattr_init", Libc.call(() -> (int) ATTR_INIT.invokeExact(attributes)));
        check("posix_spawnattr_setflags", Libc.call(() -> (int) ATTR_SET_FLAGS.invokeExact(attributes, flags)));
        check("posix_spawnattr_setsigmask", Libc.call(() -> (int) ATTR_SET_SIGMASK.invokeExact(attributes, none)));
        check("posix_spawnattr_setsigdefault", Libc.call(() -> (int) ATTR_SET_SIGDEFAULT.invokeExact(attributes, all)));
        return attributes;
    }

    private static void check(String call, int error) throws IOException {
        if (error != 0) {
            throw Errno.exception(call, error);
        }
    }
}
