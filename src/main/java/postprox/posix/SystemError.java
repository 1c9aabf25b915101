package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Failures that Java's exceptions tell by the system's own words alone (strerror(3)), which are in the language of the
 * locale. Asking for the words costs the binding of a function, once, at the first failure.
 */
public enum SystemError {
    /** asm-generic/errno-base.h and errno.h. */
    NO_SPACE(28),
    ADDRESS_IN_USE(98),
    QUOTA_EXCEEDED(122);

    private static final MethodHandle STRERROR = Libc.plain("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private final int number;

    SystemError(int number) {
        this.number = number;
    }

    /** Whether it is what an exception tells of. */
    public boolean isReasonOf(IOException failure) {
        return String.valueOf(failure.getMessage()).contains(words());
    }

    /** The words for it, as Java decodes them. */
    public String words() {
        return PathText.decode(Libc.bytes(Libc.pointer(() -> (MemorySegment) STRERROR.invokeExact(number))));
    }
}
