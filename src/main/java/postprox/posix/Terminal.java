package postprox.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** Tells terminals from files and pipes. Java's own Console asks for standard input and output together. */
public final class Terminal {
    /** The descriptor of standard error. */
    public static final int STANDARD_ERROR = 2;

    private static final MethodHandle ISATTY = Libc.plain("isatty", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Terminal() {}

    /** Whether a descriptor of this process is a terminal (isatty(3)). */
    public static boolean isAt(int descriptor) {
        return Libc.call(() -> (int) ISATTY.invokeExact(descriptor)) == 1;
    }
}
