package postprox.filter;

import java.time.Duration;
import java.util.Optional;

/**
 * The administrator's settings for a filter, which {@link Guard} carries out.
 *
 * @param name          the filter's name in the log; empty for the filter of the manual, which has none
 * @param timeout       how long the examination of one message may take; empty if that ends only with the message's deadline
 * @param failurePolicy what becomes of a message if the filter fails
 * @param onReject      what becomes of a message that the filter refuses
 * @param largest       the size of the largest message that the filter is asked about, in bytes; 0 if it takes any size
 * @param oversize      what becomes of larger messages
 * @param scope         the messages that the filter is for
 * @param observation   how many messages the filter only observes; empty if its answers count
 */
public record FilterRules(
        String name,
        Optional<Duration> timeout,
        FailurePolicy failurePolicy,
        OnReject onReject,
        long largest,
        Oversize oversize,
        Scope scope,
        Optional<Observation> observation) {
    /** Whether the filter marks messages. A filter that is only observed changes none. */
    boolean tags() {
        return onReject == OnReject.TAG && observation.isEmpty();
    }

    /** The rules of the manual's filter: it is asked about all messages, and its answers count. */
    public static FilterRules ofManual(Optional<Duration> timeout, FailurePolicy failurePolicy) {
        return new FilterRules(
                "", timeout, failurePolicy, OnReject.REJECT, 0, Oversize.SKIP, Scope.ALL, Optional.empty());
    }
}
