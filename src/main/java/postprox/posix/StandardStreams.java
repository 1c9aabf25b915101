package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Descriptors 1 and 2 of this process, which it has inherited from the process that started it. */
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
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = Libc.string(arena, "/dev/null");
            int nowhere = Libc.call(() -> (int) OPEN.invokeExact(path, O_RDWR));
            if (nowhere < 0) {
                throw new IllegalStateException("cannot open /dev/null");
            }
            for (int descriptor = 1; descriptor <= 2; descriptor++) {
                int target = descriptor;
                int _ = Libc.call(() -> (int) DUP2.invokeExact(nowhere, target));
            }
            if (nowhere > 2) {
                Descriptors.close(nowhere);
            }
        }
    }
}
