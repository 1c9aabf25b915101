package postprox.posix;

/** Hears what a program writes to its pipes, on the thread that reads from them. */
public interface PipeListener {
    /** The program wrote bytes to its standard output. */
    void output(byte[] bytes);

    /** The program has closed its standard output; it may go on running. */
    void outputClosed();

    /** The program wrote bytes to its standard error. */
    void errors(byte[] bytes);
}
