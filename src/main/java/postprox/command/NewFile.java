package postprox.command;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import postprox.config.UsageException;
import postprox.posix.FileReason;
import postprox.posix.PathText;

/** Writes files that were not there before. */
final class NewFile {
    /** The umask takes away what others must not have. */
    static final String EXECUTABLE = "rwxrwxrwx";

    static final String PLAIN = "rw-rw-rw-";

    private NewFile() {}

    static Path path(String name) throws UsageException {
        try {
            return PathText.path(name);
        } catch (InvalidPathException e) {
            throw new UsageException("new: the path '" + name + "' cannot be used in this locale");
        }
    }

    static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    static void refuseIfThere(Path file) throws UsageException {
        if (isThere(file)) {
            throw isThereAlready(file);
        }
    }

    private static UsageException isThereAlready(Path file) {
        return new UsageException(
                "new: " + PathText.of(file) + " is there already, and stays as it is; name another file");
    }

    /** Writes a file, unless there is one by now. */
    static void write(Path file, String text, String permissions) throws IOException, UsageException {
        var attribute = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        try (SeekableByteChannel made = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute)) {
            Channels.newOutputStream(made).write(text.getBytes(StandardCharsets.UTF_8));
        } catch (FileAlreadyExistsException e) {
            throw isThereAlready(file);
        } catch (IOException e) {
            throw new IOException("cannot write " + PathText.of(file) + ": " + FileReason.of(e), e);
        }
    }
}
