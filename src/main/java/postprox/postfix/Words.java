package postprox.postfix;

import java.util.ArrayList;
import java.util.List;

/** The words of a command in master.cf. Postfix has no quotes there: braces hold a word with blanks together (master(5)). */
final class Words {
    private Words() {}

    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            if (isBlank(text.charAt(from))) {
                from++;
                continue;
            }
            int end = end(text, from);
            words.add(bare(text.substring(from, end)));
            from = end;
        }
        return words;
    }

    /** The end of the word that begins at a place. */
    private static int end(String text, int from) {
        int depth = 0;
        for (int at = from; at < text.length(); at++) {
            char character = text.charAt(at);
            if (depth == 0 && isBlank(character)) {
                return at;
            }
            if (character == '{' && (depth > 0 || at == from)) {
                depth++;
            } else if (character == '}' && depth > 0) {
                depth--;
            }
        }
        return text.length();
    }

    private static String bare(String word) {
        return word.startsWith("{") && word.endsWith("}")
                ? word.substring(1, word.length() - 1).strip()
                : word;
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }
}
