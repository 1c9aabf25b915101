package postprox.posix;

/**
 * Loads the binding to the C library early. The JVM opens a file to find the library at the first native call. If the process
 * has no descriptor left then, all later native calls fail too. So a service calls {@link #find} before it accepts sessions.
 */
public final class NativeCode {
    private NativeCode() {}

    /** Has the JVM find the C library. */
    public static void find() {
        Libc.find();
    }
}
