package postprox.filter.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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
 * OUTFILE. It notices what a command that accepts a message did to it and probably did not mean: a shell opens and empties a file
 * before the command in front of {@code >} has run, and scripts go on when that command fails.
 */
public final class OutputFile {
    static final String LEFT_EMPTY =
            "the filter opened OUTFILE and left it empty, so that the message passes as it came; did a command of it fail?";
    static final String NO_BODY =
            "the filter wrote header lines alone to OUTFILE, so that the message loses its body; did a command of it fail?";

    /** What is made now cannot be older than this, and emptying a file makes it new (open(2), O_TRUNC). */
    private static final Duration AGE = Duration.ofSeconds(10);

    /** An OUTFILE that is larger has more than header lines, as a rule. */
    private static final int MOST_HEADER = 16 * 1024;

    private final Path path;
    private final Optional<FileTime> untouched;

    /**
     * What a command wrote there.
     *
     * @param text nothing where it left the file empty
     * @param hint what it may not have meant to do, in words for the administrator
     */
    public record Written(Optional<SpooledText> text, Optional<String> hint) {}

    private OutputFile(Path path, Optional<FileTime> untouched) {
        this.path = path;
        this.untouched = untouched;
    }

    /** Makes it, empty. */
    static OutputFile make(SpoolFile email) throws SpoolException {
        Path path = email.makeBeside(".out", new byte[0]);
        FileTime time =
                FileTime.from(Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(AGE));
        try {
            Files.setLastModifiedTime(path, time);
            return new OutputFile(path, Optional.of(time));
        } catch (IOException e) {
            // A hint is no reason to refuse a message.
            return new OutputFile(path, Optional.empty());
        }
    }

    Path path() {
        return path;
    }

    /**
     * What is in it now.
     *
     * @param original the message as it came
     */
    Written written(SpoolFile email, SpooledText original) throws SpoolException {
        try {
            BasicFileAttributes found = look();
            if (found.size() == 0) {
                return new Written(Optional.empty(), hintAboutEmpty(found));
            }
            SpooledText text = email.textOf(RegularFile.open(path), "OUTFILE");
            return new Written(Optional.of(text), hintAbout(text.again(), original));
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException("cannot use what the filter wrote to OUTFILE", e);
        }
    }

    private BasicFileAttributes look() throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new IOException("it is gone, and must stay where it was, be it empty", e);
        }
        if (!found.isRegularFile()) {
            throw new IOException("it is no longer a regular file");
        }
        return found;
    }

    private Optional<String> hintAboutEmpty(BasicFileAttributes found) {
        boolean touched = untouched.isPresent() && !found.lastModifiedTime().equals(untouched.get());
        return touched ? Optional.of(LEFT_EMPTY) : Optional.empty();
    }

    private static Optional<String> hintAbout(SpooledText written, SpooledText original) throws SpoolException {
        boolean lost = written.size() <= MOST_HEADER && isHeaderAlone(written) && hasBody(original);
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
