package postprox.filter.java;

/**
 * What came of a call into a plug-in.
 *
 * @param <T> the type of the value that it returns
 */
sealed interface Outcome<T> {
    /** It returned a value. */
    record Returned<T>(T value) implements Outcome<T> {}

    /** It threw an exception or an error. */
    record Threw<T>(Thrown thrown) implements Outcome<T> {}

    /**
     * It did not return in time. Its thread was interrupted, and counts as lost until it comes back.
     *
     * @param lost how many threads are lost now
     */
    record Late<T>(int lost) implements Outcome<T> {}

    /** It was not made, since the system has no thread for it. */
    record NotMade<T>(String reason) implements Outcome<T> {}
}
