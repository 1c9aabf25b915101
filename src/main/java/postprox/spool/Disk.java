package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import postprox.posix.FreeRoom;

/**
 * The calls to the file system for messages, of the spool and of the quarantine. Each way in which the disk can fail passes here.
 * Thread-safe.
 */
public class Disk {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ENTERS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<StandardOpenOption> NEW =
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);

    /** One block of the common file systems (4096 bytes). It holds no NULs, since some file systems do not store those. */
    private static final byte[] BLOCK = "postprox".repeat(512).getBytes(StandardCharsets.US_ASCII);

    /** Makes an empty file with mode 0600, and opens it for writing and reading. */
    public FileChannel make(Path file) throws IOException {
        return FileChannel.open(file, NEW, OWNER_ONLY);
    }

    /** Writes all of the bytes at the channel's position, after those that were written before. */
    public void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int _ = file.write(bytes);
        }
    }

    /** Reads bytes from a position in the file. Returns how many, -1 at the end of the file. */
    public int read(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        return file.read(bytes, position);
    }

    /** The free room of a directory's file system, without regard to quotas. */
    public FreeRoom room(Path directory) throws IOException {
        return FreeRoom.in(directory);
    }

    /** Writes a block to the directory's lock file, which fails if the disk is full or the user's quota is used up. */
    void checkRoom(ProcessDirectory directory) throws IOException {
        directory.checkRoom(BLOCK);
    }

    /** Removes a file, if it exists. */
    public void remove(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Makes a directory with mode 0700. */
    public void makeDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, OWNER_ENTERS);
    }

    /** Waits until the file's bytes and its size are on the disk (fsync(2)). */
    public void sync(FileChannel file) throws IOException {
        file.force(true);
    }

    /** Waits until the names in a directory are on the disk. A file's own fsync(2) does not make its name safe. */
    public void syncDirectory(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Gives a file another name in its directory, in one step. */
    public void rename(Path file, Path name) throws IOException {
        Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
    }
}
