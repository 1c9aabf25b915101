package postprox.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import postprox.posix.KnownFile;

/**
 * The file with this process's number, for as long as it serves.
 *
 * @param file what is at the path if nobody else has written there since
 * @param open what keeps its number from being given to another file
 */
record PidFile(KnownFile file, FileChannel open) {
    private static final String PERMISSIONS = "rw-r--r--";

    /**
     * Writes it. It is made under a name that nobody can know and then takes its place in one step. Nothing but a file is
     * replaced: another user may have laid a link there, and root's /dev/stdout is one.
     */
    static PidFile write(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        try {
            if (isOfAnotherKind(absolute)) {
                throw new FileSystemException(path.toString(), null, "it is there and is no regular file");
            }
            Path made = Files.createTempFile(
                    absolute.getParent(),
                    ".postprox-",
                    ".pid",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PERMISSIONS)));
            return put(made, absolute);
        } catch (IOException e) {
            String reason = e instanceof FileSystemException failure
                    ? Optional.ofNullable(failure.getReason())
                            .map(text -> ": " + text)
                            .orElse("")
                    : ": " + e.getMessage();
            throw new IOException("--pidfile: cannot write " + path + reason, e);
        }
    }

    private static boolean isOfAnotherKind(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static PidFile put(Path made, Path path) throws IOException {
        try {
            Files.writeString(made, ProcessHandle.current().pid() + "\n", StandardCharsets.US_ASCII);
            FileChannel open = FileChannel.open(made, StandardOpenOption.READ);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            return new PidFile(KnownFile.at(path), open);
        } catch (IOException e) {
            Files.deleteIfExists(made);
            throw e;
        }
    }

    /** Removes it, unless another process has written there meanwhile. */
    void remove() throws IOException {
        try (open) {
            file.remove();
        }
    }
}
