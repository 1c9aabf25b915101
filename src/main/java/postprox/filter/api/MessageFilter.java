package postprox.filter.api;

/**
 * Examines messages. The class that implements this interface is public and has a public constructor without parameters. Its name
 * is a line in the file {@code META-INF/services/postprox.filter.api.MessageFilter} of its jar.
 *
 * <p>postprox makes one object of it for each filter that the administrator declares, and calls {@link #start} once. After that many
 * threads call {@link #examine} at the same time, so an implementation is thread-safe. The threads are those of this filter alone.
 * The context class loader of each is that of the jar.
 */
@FunctionalInterface
public interface MessageFilter {
    /**
     * Begins the filter's work. postprox calls this method once, before the first message. {@code postprox config check} calls it
     * too, and {@link #close} after that.
     *
     * @throws Exception if the filter cannot work with this configuration. postprox then does not start, and says the exception's
     *     message to the administrator: it should be one line that says what is wrong and what to do
     */
    default void start(Configuration configuration) throws Exception {}

    /**
     * Examines a message. The method returns its answer, or blocks until it has one.
     *
     * <p>The administrator has given the filter a time limit, of which {@link Message#timeLeft} is left. After it, the thread is
     * interrupted, and the filter has failed for this message. A thread that does not return soon after its interrupt is lost: postprox
     * cannot stop it. After a few lost threads postprox asks the filter no more.
     *
     * @return the answer; {@code null} means that the filter failed
     * @throws Exception if the filter fails. What becomes of the message is the administrator's decision
     */
    Answer examine(Message message) throws Exception;

    /**
     * Ends the filter's work: it gives up threads, files and connections. postprox calls this method once, and calls {@link #examine}
     * no more after it. Only a thread that did not obey its interrupt may still be within {@code examine}.
     *
     * @throws Exception if something could not be given up, which is logged
     */
    default void close() throws Exception {}
}
