package postprox.testkit;

import java.io.BufferedReader;
import java.io.IOException;

/** Reads what {@code postprox try --watch} prints. */
public final class WatchedRound {
    private WatchedRound() {}

    /** What is printed up to the wait for the next save. */
    public static String next(BufferedReader output) throws IOException {
        StringBuilder round = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("waiting for a save")) {
                return round.toString();
            }
            round.append(line).append('\n');
        }
        throw new AssertionError("the program has ended: " + round);
    }
}
