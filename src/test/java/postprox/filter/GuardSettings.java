package postprox.filter;

import java.time.Duration;
import java.util.Optional;

/** The rules of a filter called spam. */
final class GuardSettings {
    private Optional<Duration> timeout = Optional.empty();
    private OnReject onReject = OnReject.REJECT;
    private long largest;
    private Oversize oversize = Oversize.SKIP;
    private Scope scope = Scope.ALL;
    private FailurePolicy failurePolicy = FailurePolicy.TEMPFAIL;
    private Optional<Observation> observation = Optional.empty();

    GuardSettings timeout(int seconds) {
        timeout = Optional.of(Duration.ofSeconds(seconds));
        return this;
    }

    GuardSettings tagging() {
        onReject = OnReject.TAG;
        return this;
    }

    GuardSettings onReject(OnReject setting) {
        onReject = setting;
        return this;
    }

    GuardSettings largest(long bytes, Oversize beyond) {
        largest = bytes;
        oversize = beyond;
        return this;
    }

    GuardSettings senders(String list) {
        scope = new Scope(AddressList.parse(list), AddressList.ALL, NetworkList.ALL);
        return this;
    }

    /** Where the filter fails, a message passes. */
    GuardSettings passing() {
        failurePolicy = FailurePolicy.PASS;
        return this;
    }

    GuardSettings observed(int percent) {
        observation = Optional.of(new Observation(percent));
        return this;
    }

    FilterRules rules() {
        return new FilterRules("spam", timeout, failurePolicy, onReject, largest, oversize, scope, observation);
    }
}
