package postprox.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the words of a setting take in, and what the words with {@code !} in front take out. Blanks or commas stand between words.
 *
 * @param in  what is taken in; if nothing is, all is in that is not taken out
 * @param out what is taken out
 */
record TakenInOut<T>(List<T> in, List<T> out) {
    TakenInOut {
        in = List.copyOf(in);
        out = List.copyOf(out);
    }

    /** Takes nothing in and nothing out, so that all is in. */
    static <T> TakenInOut<T> all() {
        return new TakenInOut<>(List.of(), List.of());
    }

    /**
     * Reads a setting.
     *
     * @param reader reads a word without its {@code !}, and throws an IllegalArgumentException if it has no meaning
     */
    static <T> TakenInOut<T> parse(String text, Function<String, T> reader) {
        List<T> in = new ArrayList<>();
        List<T> out = new ArrayList<>();
        for (String word : words(text)) {
            boolean takesOut = word.startsWith("!");
            (takesOut ? out : in).add(reader.apply(takesOut ? word.substring(1) : word));
        }
        return new TakenInOut<>(in, out);
    }

    boolean isAll() {
        return in.isEmpty() && out.isEmpty();
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || " \t,".indexOf(text.charAt(at)) >= 0) {
                if (at > start) {
                    words.add(text.substring(start, at));
                }
                start = at + 1;
            }
        }
        return words;
    }
}
