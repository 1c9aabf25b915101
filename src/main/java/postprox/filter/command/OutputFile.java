package postprox.filter.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/**
 * Notices what a filter that accepts a message did to OUTFILE and probably did not mean. A shell opens and empties a file before
 * the command behind {@code >} has run, and scripts go on when that command fails.
 */
final class OutputFile {
    static final String LEFT_EMPTY =
            "the filter opened OUTFILE and left it empty, so that the message passes as it came; did a command of it fail?";
    static final String NO_BODY =
            "the filter wrote header lines alone to OUTFILE, so that the message loses its body; did a command of it fail?";

    /** What is made now cannot be older than this, and emptying a file makes it new (open(2), O_TRUNC). */
    private static final Duration AGE = Duration.ofSeconds(10);

    /** An OUTFILE that is larger has more than header lines, as a rule. */
    private static final int MOST_HEADER = 16 * 1024;

    private final Path file;
    private final Optional<FileTime> untouched;

    private OutputFile(Path file, Optional<FileTime> untouched) {
        this.file = file;
        this.untouched = untouched;
    }

    /** The file of a message, which is empty and new. */
    static OutputFile of(SpooledMessage message) {
        FileTime time =
                FileTime.from(Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(AGE));
        try {
            Files.setLastModifiedTime(message.output(), time);
            return new OutputFile(message.output(), Optional.of(time));
        } catch (IOException e) {
            // A hint is no reason to refuse a message.
            return new OutputFile(message.output(), Optional.empty());
        }
    }

    /** The hint about a file that is empty. */
    Optional<String> hintIfEmpty() {
        try {
            boolean touched = untouched.isPresent()
                    && !Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                            .equals(untouched.get());
            return touched ? Optional.of(LEFT_EMPTY) : Optional.empty();
        } catch (IOException e) {
            // It has gone.
            return Optional.empty();
        }
    }

    /** The hint about a changed message. */
    static Optional<String> hintAbout(SpooledMessage message) throws SpoolException {
        // Neither text is closed: the files are the message's, and are read from the beginning again when it passes.
        boolean lost =
                message.changedSize() <= MOST_HEADER && isHeaderAlone(message.changed()) && hasBody(message.original());
        return lost ? Optional.of(NO_BODY) : Optional.empty();
    }

    private static boolean isHeaderAlone(SpooledText text) throws SpoolException {
        byte[] block = new byte[MOST_HEADER];
        StringBuilder all = new StringBuilder();
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.append(WireText.of(block, 0, count));
        }
        return all.toString().lines().allMatch(OutputFile::isOfHeader);
    }

    /** A field's name and colon, or the further lines of one (RFC 5322 section 2.2). */
    private static boolean isOfHeader(String line) {
        int colon = line.indexOf(':');
        return line.startsWith(" ")
                || line.startsWith("\t")
                || colon > 0 && line.chars().limit(colon).allMatch(c -> c > ' ' && c < 127);
    }

    /** Whether anything follows the first empty line of a Unix text. */
    private static boolean hasBody(SpooledText text) throws SpoolException {
        byte[] block = new byte[MOST_HEADER];
        byte previous = '\n';
        boolean headerIsOver = false;
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            for (int i = 0; i < count; i++) {
                if (headerIsOver) {
                    return true;
                }
                headerIsOver = block[i] == '\n' && previous == '\n';
                previous = block[i];
            }
        }
        return false;
    }
}
