package postprox.filter;

/**
 * The maximum numbers of messages that a filter examines at once, and that wait for it.
 *
 * @param atOnce  how many messages are examined at once
 * @param waiting how many more messages may wait for their turn
 */
public record FilterCapacity(int atOnce, int waiting) {
    /**
     * As many messages at once as Postfix runs processes of a service (default_process_limit), and ten times as many waiting.
     */
    public static final FilterCapacity DEFAULT = new FilterCapacity(100, 1000);
}
