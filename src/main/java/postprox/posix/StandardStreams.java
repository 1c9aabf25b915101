package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Descriptors that this process has inherited from the process that started it, and what takes their places. */
public final class StandardStreams {
    /** The flag of asm-generic/fcntl.h. */
    private static final int O_RDWR = 2;

    private static final MethodHandle OPEN = Libc.plain("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle DUP2 = Libc.plain("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private StandardStreams() {}

    /**
     * Replaces standard output and standard error by the null device. A process that reads the other ends of them sees their
     * end, and output of the JVM itself from now on is lost.
     */
    public static void detach() {
        nowhere(1);
        nowhere(2);
    }

    /** Replaces standard output and standard error by other descriptors of this process, which are then closed. */
    static void replace(int output, int errors) {
        int _ = Libc.call(() -> (int) DUP2.invokeExact(output, 1));
        int _ = Libc.call(() -> (int) DUP2.invokeExact(errors, 2));
        Descriptors.close(output);
        Descriptors.close(errors);
    }

    /** Replaces a descriptor by the null device. */
    static void nowhere(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = Libc.string(arena, "/dev/null");
            int nowhere = Libc.call(() -> (int) OPEN.invokeExact(path, O_RDWR));
            if (nowhere < 0) {
                throw new IllegalStateException("cannot open /dev/null");
            }
            int _ = Libc.call(() -> (int) DUP2.invokeExact(nowhere, descriptor));
            if (nowhere != descriptor) {
                Descriptors.close(nowhere);
            }
        }
    }
}
