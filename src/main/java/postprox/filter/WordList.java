package postprox.filter;

import java.util.ArrayList;
import java.util.List;

/** Splits a setting into its words, between which blanks or commas stand. */
final class WordList {
    private WordList() {}

    static List<String> of(String text) {
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
