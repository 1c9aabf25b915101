package postprox.filter;

/**
 * How many messages a filter examines at once, and how many more may wait for it.
 *
 * @param atOnce  how many are examined at once
 * @param waiting how many may wait for their turn
 */
public record FilterCapacity(int atOnce, int waiting) {
    /** As many at once as Postfix runs processes (default_process_limit), and ten times as many in line. */
    public static final FilterCapacity DEFAULT = new FilterCapacity(100, 1000);
}
