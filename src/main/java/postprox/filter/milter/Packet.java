package postprox.filter.milter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.text.WireText;

/**
 * A packet of the milter protocol.
 *
 * @param letter what it is: a command of ours, or an answer of a milter
 * @param data   what follows the letter, one byte a character
 */
record Packet(char letter, String data) {
    /** The most bytes of data in a packet of ours (MILTER_CHUNK_SIZE in libmilter's mfdef.h): libmilter hangs up on much more. */
    static final int MOST_DATA = 65_535;

    /** The macros of the command that follows. */
    static final char MACROS = 'D';

    static final char NEGOTIATE = 'O';

    /** The message is not played to its end. */
    static final char ABORT = 'A';

    static final char QUIT = 'Q';

    /** A packet without data. */
    static Packet of(char letter) {
        return new Packet(letter, "");
    }

    /** Strings with a NUL behind each. No string may hold a NUL. */
    static String joined(List<String> strings) {
        StringBuilder data = new StringBuilder();
        strings.forEach(string -> data.append(string).append('\0'));
        return data.toString();
    }

    /** The strings in data that have a NUL behind each; empty if there is no NUL at the end. */
    static Optional<List<String>> strings(String data) {
        List<String> strings = new ArrayList<>();
        int start = 0;
        for (int end = data.indexOf('\0'); end >= 0; end = data.indexOf('\0', start)) {
            strings.add(data.substring(start, end));
            start = end + 1;
        }
        return start == data.length() ? Optional.of(strings) : Optional.empty();
    }

    /** The letter between quotes, for the log. */
    String name() {
        return "'" + WireText.printable(String.valueOf(letter)) + "'";
    }
}
