package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import postprox.posix.FreeRoom;

/** All that the spool asks of a file system for its messages, and so all at which it can fail. Thread-safe. */
class Disk {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<StandardOpenOption> NEW =
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);

    /** What the usual file systems give at the least. Not of NULs, which some of them do not store. */
    private static final byte[] BLOCK = "postprox".repeat(512).getBytes(StandardCharsets.US_ASCII);

    /** Makes a file that nobody else may open, empty, and opens it to write and to read. */
    FileChannel make(Path file) throws IOException {
        return FileChannel.open(file, NEW, OWNER_ONLY);
    }

    /** Writes all of the bytes behind what was written before. */
    void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int _ = file.write(bytes);
        }
    }

    /** Reads some bytes from a place in the file; returns how many, -1 at its end. */
    int read(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        return file.read(bytes, position);
    }

    /** What there is room for, but for a quota. */
    FreeRoom room(Path directory) throws IOException {
        return FreeRoom.in(directory);
    }

    /** Fails unless there is room for a block more, in the user's quota too. */
    void checkRoom(ProcessDirectory directory) throws IOException {
        directory.checkRoom(BLOCK);
    }

    /** Removes a file, if there is one. */
    void remove(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}
