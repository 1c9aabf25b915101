package postprox.filter.command;

import postprox.text.OutputLines;

/** Keeps the last line of a program's output that is not blank, in bounded memory. Not thread-safe. */
final class LastLine {
    /** A longer line is cut. No reply is that long. */
    private static final int MAX_LENGTH = 2048;

    private final OutputLines lines = new OutputLines(MAX_LENGTH, this::keep);
    private String last = "";

    /** Takes the next bytes of the output. */
    void take(byte[] bytes) {
        lines.take(bytes);
    }

    /** The line without blanks around it; empty if there is none. Ends the line that is being taken. */
    String text() {
        lines.endLine();
        return last;
    }

    private void keep(String line) {
        last = line.strip();
    }
}
