package postprox.filter.hooks;

import java.util.Optional;
import postprox.time.Deadline;

/** One target, which the administrator names. */
record FixedTarget(Target target) implements Targets {
    @Override
    public void enter() {}

    @Override
    public void leave() {}

    @Override
    public Target now(Deadline deadline) {
        return target;
    }

    @Override
    public Optional<Target> instead(Target gone, Deadline deadline) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
