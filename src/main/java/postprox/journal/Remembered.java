package postprox.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of the last so many entries that were put there. Not thread-safe. */
final class Remembered<T> extends LinkedHashMap<String, T> {
    private static final long serialVersionUID = 1;

    private final int most;

    Remembered(int most) {
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > most;
    }
}
