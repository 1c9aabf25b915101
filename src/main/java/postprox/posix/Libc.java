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
 * How functions of the C library are bound and called. Binding a new signature is what costs at a first call, so the
 * functions share few. Thread-safe: errno is captured into memory of the calling method (Linker.Option).
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** (pointer, pointer) and (pointer, int), which return an error number and leave errno alone. */
    static final FunctionDescriptor ON_POINTERS = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);

    static final FunctionDescriptor ON_POINTER_AND_INT = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);

    private Libc() {}

    /** Finds the library. */
    static void find() {
        var _ = LINKER.defaultLookup().findOrThrow("strerror");
    }

    /** A function that returns an error number, or whose failure is of no interest. */
    static MethodHandle plain(String name, FunctionDescriptor signature) {
        return bind(name, signature);
    }

    /** A function that returns -1 and sets errno; its handle's first parameter is a segment of {@link #errnoSegment}. */
    static MethodHandle withErrno(String name, FunctionDescriptor signature) {
        return bind(name, signature, Linker.Option.captureCallState("errno"));
    }

    /** The same for a function of one argument and any number of others. */
    static MethodHandle variadicWithErrno(String name, FunctionDescriptor signature) {
        return bind(name, signature, Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("restricted") // calling native code is what this package is for
    private static MethodHandle bind(String name, FunctionDescriptor signature, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, options);
    }

    static MemorySegment errnoSegment(Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }

    static int errno(MemorySegment captured) {
        return (int) ERRNO.get(captured, 0L);
    }

    /** A call through a handle. */
    @FunctionalInterface
    interface Call {
        int invoke() throws Throwable;
    }

    /**
     * Makes a call. MethodHandle.invokeExact is declared to throw anything; a native function throws nothing, so what
     * comes here is a call with other types than it was bound with.
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

    /** Makes such a call, as {@link #call} does. */
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
