package postprox.testkit;

import java.util.Objects;

/** What must hold, said so plainly that saying it some ten thousand times a second costs nothing. */
public final class Promise {
    private Promise() {}

    public static void holds(String promise, boolean kept) {
        if (!kept) {
            throw new AssertionError(promise);
        }
    }

    public static void same(String promise, Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(promise + ": expected <" + expected + "> but was <" + actual + ">");
        }
    }
}
