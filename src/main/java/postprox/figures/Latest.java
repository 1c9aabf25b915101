package postprox.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Keeps the latest few of something. Thread-safe; no thread waits for another. */
final class Latest<T> {
    private final AtomicReferenceArray<T> ring;
    private final AtomicLong next = new AtomicLong();

    Latest(int most) {
        this.ring = new AtomicReferenceArray<>(most);
    }

    void add(T one) {
        ring.set(Math.toIntExact(next.getAndIncrement() % ring.length()), one);
    }

    /** What is kept, the latest first. */
    List<T> all() {
        List<T> all = new ArrayList<>();
        long end = next.get();
        for (long i = end - 1; i >= Math.max(0, end - ring.length()); i--) {
            T one = ring.get(Math.toIntExact(i % ring.length()));
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }
}
