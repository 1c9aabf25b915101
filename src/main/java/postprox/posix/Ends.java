package postprox.posix;

/**
 * The descriptors of this process that become a program's standard input and output.
 *
 * @param input  the descriptor for its standard input
 * @param output the descriptor for its standard output
 */
public record Ends(int input, int output) {
    /** Both are the null device, as in the mail flow. */
    public static final Ends NOWHERE = new Ends(Spawner.NOWHERE, Spawner.NOWHERE);
}
