package postprox.filter;

/**
 * How much of the machine filters take.
 *
 * @param atOnce  how many commands run at once
 * @param waiting how many messages may wait for a turn
 * @param fence   what each command may take
 */
public record FilterLimits(int atOnce, int waiting, Fence fence) {
    /** As many at once as Postfix runs processes (default_process_limit), and ten times as many in line. */
    public static final FilterLimits DEFAULT = new FilterLimits(100, 1000, Fence.NONE);
}
