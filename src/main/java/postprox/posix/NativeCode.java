package postprox.posix;

/**
 * The way to the C library. To find it the JVM opens a file, at the first call that anybody makes: where there is no
 * descriptor left then, it never finds it again. A service finds it before it begins.
 */
public final class NativeCode {
    private NativeCode() {}

    /** Has it found. */
    public static void find() {
        Libc.find();
    }
}
