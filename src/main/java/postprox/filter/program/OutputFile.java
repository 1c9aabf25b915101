package postprox.filter.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import postprox.posix.RegularFile;
import postprox.spool.SpoolException;
import postprox.spool.SpoolFile;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/**
 * OUTFILE of one run of a command. It recognizes two probable mistakes of a command that accepts the message, an OUTFILE that
 * was opened and left empty, and one without the body. A shell opens and empties a file before the command before {@code >} has
 * run, and scripts go on when that command fails. Not thread-safe.
 */
public final class OutputFile {
    public static final String LEFT_EMPTY =
            "the filter opened OUTFILE and left it empty, so that the message passes as it came; did a command of it fail?";
    public static final String NO_BODY =
            "the filter wrote header lines alone to OUTFILE, so that the message loses its body; did a command of it fail?";

    /**
     * The modification time of a new OUTFILE is set so far back. A command that opens and empties the file (open(2), O_TRUNC)
     * sets the present time, so that the two cannot be equal.
     */
    private static final Duration AGE = Duration.ofSeconds(10);

    /** The maximum size of an OUTFILE that is searched for a body. As a rule, a larger one has more than header lines. */
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    static final String ENDING = ".out";

    private final WritableFile file;
    private final Optional<FileTime> timeWhenMade;

    /**
     * The content of OUTFILE after the command's end.
     *
     * @param text the changed version; empty if the command left the file empty
     * @param hint a sentence for the administrator about a probable mistake of the command, if there is one
     */
    public record Written(Optional<SpooledText> text, Optional<String> hint) {}

    private OutputFile(WritableFile file, Optional<FileTime> timeWhenMade) {
        this.file = file;
        this.timeWhenMade = timeWhenMade;
    }

    static OutputFile of(WritableFile file) {
        return new OutputFile(file, file.isMade() ? setBack(file.path()) : Optional.empty());
    }

    private static Optional<FileTime> setBack(Path path) {
        FileTime time =
                FileTime.from(Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(AGE));
        try {
            Files.setLastModifiedTime(path, time);
            return Optional.of(time);
        } catch (IOException e) {
            // The time serves a hint alone, for which no message is refused.
            return Optional.empty();
        }
    }

    /** The path of the file. */
    Path path() {
        return file.path();
    }

    /**
     * Opens the file and looks at its content.
     *
     * @param email    the message's file, which closes OUTFILE when the message is removed
     * @param original the message as the command got it
     */
    Written written(SpoolFile email, SpooledText original) throws SpoolException {
        try {
            Optional<BasicFileAttributes> attributes = file.look();
            if (attributes.isEmpty() || attributes.get().size() == 0) {
                return new Written(Optional.empty(), attributes.flatMap(this::hintAboutEmpty));
            }
            SpooledText text = email.textOf(RegularFile.open(path()), "OUTFILE");
            return new Written(Optional.of(text), hintAbout(text.again(), original));
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException("cannot use what the filter wrote to OUTFILE", e);
        }
    }

    private Optional<String> hintAboutEmpty(BasicFileAttributes attributes) {
        boolean touched =
                timeWhenMade.isPresent() && !attributes.lastModifiedTime().equals(timeWhenMade.get());
        return touched ? Optional.of(LEFT_EMPTY) : Optional.empty();
    }

    private static Optional<String> hintAbout(SpooledText written, SpooledText original) throws SpoolException {
        boolean lost = written.size() <= MAX_HEADER_BYTES && isHeaderAlone(written) && hasBody(original);
        return lost ? Optional.of(NO_BODY) : Optional.empty();
    }

    private static boolean isHeaderAlone(SpooledText text) throws SpoolException {
        byte[] block = new byte[MAX_HEADER_BYTES];
        StringBuilder all = new StringBuilder();
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.append(WireText.of(block, 0, count));
        }
        return all.toString().lines().allMatch(OutputFile::isOfHeader);
    }

    /** Whether a line is the first line of a header field (name and colon) or a folded one (RFC 5322 section 2.2). */
    private static boolean isOfHeader(String line) {
        int colon = line.indexOf(':');
        return line.startsWith(" ")
                || line.startsWith("\t")
                || colon > 0 && line.chars().limit(colon).allMatch(c -> c > ' ' && c < 127);
    }

    /** Whether a Unix text has bytes after its first empty line. */
    private static boolean hasBody(SpooledText text) throws SpoolException {
        byte[] block = new byte[MAX_HEADER_BYTES];
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
