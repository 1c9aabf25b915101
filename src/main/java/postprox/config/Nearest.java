package postprox.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds the name that a user probably meant by a word that is no name. */
public final class Nearest {
    /** A word of three letters may have one slip, and one more with every four letters more. */
    private static final int LETTERS_A_SLIP = 4;

    private Nearest() {}

    /**
     * The nearest name to a word.
     *
     * @return the only name that begins with the word, or else the name with the fewest slips; empty if all have too many
     */
    public static Optional<String> to(String word, Collection<String> names) {
        List<String> longer =
                names.stream().filter(name -> name.startsWith(word)).toList();
        if (word.length() > 1 && longer.size() == 1) {
            return Optional.of(longer.getFirst());
        }
        Optional<String> nearest = Optional.empty();
        int least = (word.length() + 1) / LETTERS_A_SLIP + 1;
        for (String name : names) {
            int slips = slips(word, name);
            if (slips < least) {
                least = slips;
                nearest = Optional.of(name);
            }
        }
        return nearest;
    }

    /** The number of letters that are missing, extra, wrong, or swapped (the optimal string alignment distance). */
    private static int slips(String word, String name) {
        int[][] best = new int[word.length() + 1][name.length() + 1];
        for (int i = 0; i <= word.length(); i++) {
            for (int j = 0; j <= name.length(); j++) {
                best[i][j] = i == 0 || j == 0 ? i + j : step(best, word, i, name, j);
            }
        }
        return best[word.length()][name.length()];
    }

    private static int step(int[][] best, String word, int i, String name, int j) {
        char one = word.charAt(i - 1);
        char other = name.charAt(j - 1);
        int least =
                Math.min(best[i - 1][j - 1] + (one == other ? 0 : 1), Math.min(best[i - 1][j] + 1, best[i][j - 1] + 1));
        boolean isTurned = i > 1 && j > 1 && one == name.charAt(j - 2) && other == word.charAt(i - 2);
        return isTurned ? Math.min(least, best[i - 2][j - 2] + 1) : least;
    }
}
