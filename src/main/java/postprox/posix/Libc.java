package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Binds and calls functions of the C library. The first function of each signature is dear to bind, so the functions share a
 * few signatures. Thread-safe: the linker captures errno into memory that the calling method has allocated (Linker.Option).
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** The signatures (pointer, pointer) and (pointer, int) of functions that return an int. */
    static final FunctionDescriptor ON_POINTERS = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);

    static final FunctionDescriptor ON_POINTER_AND_INT = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);

    private Libc() {}

    /** Binds a function that returns an error number, or whose error number the caller does not need. */
    static MethodHandle plain(String name, FunctionDescriptor signature) {
        return bind(name, signature);
    }

    /**
     * Binds a function that returns -1 and sets errno if it fails. The first parameter of its handle is a segment made by
     * {@link #errnoSegment}.
     */
    static MethodHandle withErrno(String name, FunctionDescriptor signature) {
        return bind(name, signature, Linker.Option.captureCallState("errno"));
    }

    /**
     * Binds a variadic function that sets errno.
     *
     * @param fixed how many of its parameters are fixed
     */
    static MethodHandle variadicWithErrno(String name, int fixed, FunctionDescriptor signature) {
        return bind(name, signature, Linker.Option.firstVariadicArg(fixed), Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("restricted") // calling native code is what this package is for
    private static MethodHandle bind(String name, FunctionDescriptor signature, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, options);
    }

    /** Allocates the segment into which the linker captures errno. */
    static MemorySegment errnoSegment(Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }

    /** The error number of the last call that was given this segment. */
    static int errno(MemorySegment captured) {
        return (int) ERRNO.get(captured, 0L);
    }

    /** A call through a method handle. */
    @FunctionalInterface
    interface Call {
        int invoke() throws Throwable;
    }

    /**
     * Makes a call. MethodHandle.invokeExact is declared to throw any Throwable, but a native function throws none. So an
     * exception here means that the types of the call differ from those of the binding.
     */
    static int call(Call call) {
        try {
            return call.invoke();
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** A call that returns a pointer. */
    @FunctionalInterface
    interface PointerCall {
        MemorySegment invoke() throws Throwable;
    }

    /** Makes a call that returns a pointer, as {@link #call} does. */
    static MemorySegment pointer(PointerCall call) {
        try {
            return call.invoke();
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of the C string at a pointer that a function returned, one a character. */
    @SuppressWarnings("restricted") // the function vouches for the NUL at its end
    static String bytes(MemorySegment pointer) {
        return pointer.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.ISO_8859_1);
    }

    /** A C string of these bytes, one a character. */
    static MemorySegment string(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.ISO_8859_1);
    }

    /** An array of C strings that ends with a null pointer, as argv and envp. */
    static MemorySegment strings(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ADDRESS, i, string(arena, texts.get(i)));
        }
        array.setAtIndex(ADDRESS, texts.size(), MemorySegment.NULL);
        return array;
    }
}
