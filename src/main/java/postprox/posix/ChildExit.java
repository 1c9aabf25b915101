package postprox.posix;

/** How a child process ended. */
public sealed interface ChildExit {
    /** It ended by itself. */
    record Status(int status) implements ChildExit {}

    /** A signal that was not ours ended it. */
    record Signal(int number) implements ChildExit {}

    /** Its time was over and it was killed. */
    record TimedOut() implements ChildExit {}
}
