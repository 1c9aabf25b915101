package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System errors that postprox recognizes in Java's exceptions. These hold no error number, only the words of strerror(3) in the
 * language of the locale. The first use binds that function, which takes some time once.
 */
public enum SystemError {
    /** The numbers are those of asm-generic/errno-base.h and errno.h. */
    TRY_AGAIN(11),
    OUT_OF_MEMORY(12),
    NO_SPACE(28),
    ADDRESS_IN_USE(98),
    ADDRESS_NOT_AVAILABLE(99),
    NO_BUFFER_SPACE(105),
    QUOTA_EXCEEDED(122);

    private static final MethodHandle STRERROR = Libc.plain("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private final int number;

    SystemError(int number) {
        this.number = number;
    }

    /** Whether an exception's message has the words for this error. */
    public boolean isReasonOf(IOException failure) {
        return String.valueOf(failure.getMessage()).contains(words());
    }

    /** The words for this error in the locale's language, decoded as Java does. */
    public String words() {
        return PathText.decode(Libc.bytes(Libc.pointer(() -> (MemorySegment) STRERROR.invokeExact(number))));
    }
}
