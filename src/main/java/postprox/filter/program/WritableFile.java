package postprox.filter.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import postprox.spool.SpoolException;
import postprox.spool.SpoolFile;

/**
 * A file that a program may write, beside EMAIL. It is removed with the message.
 *
 * @param path   where it is
 * @param isMade whether it was there, empty, before the program got its path. A program that was left to make it may leave it out
 */
record WritableFile(Path path, boolean isMade) {
    /** Makes the file, empty. */
    static WritableFile make(SpoolFile email, String ending) throws SpoolException {
        return new WritableFile(email.makeBeside(ending, new byte[0]), true);
    }

    /** Leaves it to the program to make the file. */
    static WritableFile leave(SpoolFile email, String ending) {
        return new WritableFile(email.nameBeside(ending), false);
    }

    /**
     * Looks at the file, behind the program's answer.
     *
     * @return empty if the program was left to make the file and did not
     * @throws IOException if a file that was made is gone, or if it is not a regular file
     */
    Optional<BasicFileAttributes> look() throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            if (isMade) {
                throw new IOException("it is gone, and must stay where it was, be it empty", e);
            }
            return Optional.empty();
        }
        if (!attributes.isRegularFile()) {
            throw new IOException(isMade ? "it is no longer a regular file" : "it is no regular file");
        }
        return Optional.of(attributes);
    }
}
