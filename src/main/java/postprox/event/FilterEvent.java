package postprox.event;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An event of a filter beside its answers: of its processes, servers and threads. These events have a file of their own, so that no
 * process loads them which has no such filter.
 */
public sealed interface FilterEvent extends Event {
    /** The filter's name; empty if it cannot be told. */
    String filter();

    /**
     * What a filter said since the start of the process.
     *
     * @param filter  the filter's name
     * @param answers how often it gave each answer, by {@link FilterNote#answer}
     */
    record FilterCounted(String filter, SortedMap<String, Long> answers) implements FilterEvent {
        public FilterCounted {
            answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
        }
    }

    /**
     * A server that a filter asks has failed several times in a row. It is left alone for a while.
     *
     * @param filter the filter's name
     * @param server its place
     * @param reason the reason of the last failure
     * @param left   how many servers of the filter are in use still
     */
    record FilterServerLost(String filter, String server, String reason, int left) implements FilterEvent {}

    /**
     * A server that a filter asks has answered again.
     *
     * @param lost how long it was left alone
     */
    record FilterServerBack(String filter, String server, Duration lost) implements FilterEvent {}

    /**
     * A filter's registration with its scanner could not be renewed. It is used until it ends, and renewing is tried again and again. Only the
     * first try that fails is told.
     *
     * @param filter the filter's name
     * @param server where it registers
     * @param reason why it could not
     */
    record RegistrationNotRenewed(String filter, String server, String reason) implements FilterEvent {}

    /** A filter is registered anew with its scanner, after it could not be. */
    record RegistrationRenewed(String filter, String server) implements FilterEvent {}

    /**
     * A process of a filter ended without being told to, or had to be ended.
     *
     * @param filter the filter's name
     * @param reason what happened
     * @param pause  how long no other process is started in its place; zero if one may start at once
     */
    record WorkerEnded(String filter, String reason, Duration pause) implements FilterEvent {}

    /** A process of a filter wrote a line to its standard error. */
    record FilterSaid(String filter, String line) implements FilterEvent {}

    /**
     * Processes of a filter wrote more lines to standard error than the log takes.
     *
     * @param lines the number of lines since the last such event that the log does not have
     */
    record FilterLinesDropped(String filter, long lines) implements FilterEvent {}

    /**
     * A filter of kind {@code java} has done what no filter should do, or has printed a line.
     *
     * @param filter the filter's name; empty if it is not known which filter has printed
     * @param detail the exception with the calls that it came from, the number of lost threads, or the line
     */
    record JavaFilterNotice(String filter, Notice notice, String detail) implements FilterEvent {
        public enum Notice {
            /** It has printed a line. */
            PRINTED,
            /** It threw an exception. */
            THREW,
            /** A thread that it had started ended with an exception. */
            THREAD_DIED,
            /** Too many of its threads do not come back: it is asked no more. */
            THREADS_LOST,
            /** A lost thread has come back: it is asked again. */
            THREADS_BACK,
            /** It failed, or took too long, when it was to give up what it keeps. */
            CANNOT_CLOSE,
            /** It has ended the process, by System.exit. */
            ENDED_PROCESS
        }
    }
}
