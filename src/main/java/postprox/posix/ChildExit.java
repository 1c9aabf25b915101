package postprox.posix;

/** The end of a child process. */
public sealed interface ChildExit {
    /** The process exited by itself, with an exit status from 0 to 255. */
    record Status(int status) implements ChildExit {}

    /** A signal ended the process which postprox had not sent. */
    record Signal(int number) implements ChildExit {}

    /** The process did not end in time, and postprox killed it. */
    record TimedOut() implements ChildExit {}
}
