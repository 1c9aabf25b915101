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
 * The file with this process's id, which exists while the process serves.
 *
 * @param file the file that this process has made, known by its inode
 * @param open an open channel of the file, so that the kernel does not give its inode number to another file
 */
record PidFile(KnownFile file, FileChannel open) {
    private static final String PERMISSIONS = "rw-r--r--";

    /**
     * Writes the file under a name that no other user can guess, and renames it in one step. It replaces only a regular file:
     * another user may have made a link at the path, and /dev/stdout, which root may name, is a link too.
     */
    static PidFile write(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        try {
            if (isOtherThanFile(absolute)) {
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

    private static boolean isOtherThanFile(Path path) {
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

    /** Removes the file, unless another process has replaced it. */
    void remove() throws IOException {
        try (open) {
            file.remove();
        }
    }
}
