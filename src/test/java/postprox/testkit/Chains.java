package postprox.testkit;

import java.util.List;
import postprox.filter.Chain;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.filter.Guard;

/** Chains of filters without limits of their own. */
public final class Chains {
    private Chains() {}

    public static Chain of(List<? extends Filter> filters, FailurePolicy policy) {
        return new Chain(
                filters.stream().map(filter -> Guard.of(filter, policy)).toList());
    }
}
