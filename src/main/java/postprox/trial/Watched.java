package postprox.trial;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import postprox.posix.Ends;
import postprox.posix.WatchedEnds;
import postprox.spool.SpoolFile;
import postprox.spool.SpooledMessage;
import postprox.text.WireText;

/**
 * Watches what a command reads and writes that it should not, or that it should: its standard input and output, and the message's file.
 * Not thread-safe.
 */
final class Watched implements AutoCloseable {
    private static final int BEGINNING_BYTES = 16 * 1024;

    private final List<String> beginning;
    private final ReadMark message;
    private final ReadMark input;
    private final WatchedEnds ends;

    private Watched(List<String> beginning, ReadMark message, ReadMark input, WatchedEnds ends) {
        this.beginning = beginning;
        this.message = message;
        this.input = input;
        this.ends = ends;
    }

    /** Watches a command that is about to run on a message. */
    static Watched of(SpooledMessage message) throws IOException {
        SpoolFile file = message.asFile();
        List<String> beginning = beginning(message);
        Path empty = file.makeBeside(".in", new byte[0]);
        return new Watched(beginning, ReadMark.on(file.path()), ReadMark.on(empty), WatchedEnds.of(empty));
    }

    private static List<String> beginning(SpooledMessage message) throws IOException {
        byte[] block = new byte[BEGINNING_BYTES];
        int count = message.text().read(block);
        return WireText.of(block, 0, Math.max(0, count)).lines().toList();
    }

    /** The command's standard input and output. */
    Ends ends() {
        return ends.ends();
    }

    /** The lines of the message's beginning. */
    List<String> beginning() {
        return beginning;
    }

    /** Whether the command has read its standard input and not the message. To be asked before anybody else reads the message. */
    boolean readInputAlone() {
        return input.isRead() && message.isUnread();
    }

    /** The beginning of the output to standard output, one byte a character. To be asked when the command has ended. */
    String output() throws IOException {
        try {
            byte[] bytes = ends.output();
            return WireText.of(bytes, 0, bytes.length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() {
        ends.close();
    }
}
