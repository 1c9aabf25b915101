package postprox.nexthop;

import java.util.concurrent.atomic.AtomicLong;
import postprox.smtp.MemoryBudget;

/** A budget that refuses nothing, and counts the memory that has not been given back. */
final class CountingBudget implements MemoryBudget {
    private final AtomicLong reserved = new AtomicLong();

    long reserved() {
        return reserved.get();
    }

    @Override
    public boolean reserve(long bytes) {
        charge(bytes);
        return true;
    }

    @Override
    public void charge(long bytes) {
        reserved.addAndGet(bytes);
    }

    @Override
    public void release(long bytes) {
        charge(-bytes);
    }

    @Override
    public boolean hasRoom() {
        return true;
    }
}
