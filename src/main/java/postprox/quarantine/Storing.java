package postprox.quarantine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;
import postprox.posix.LockFile;
import postprox.quarantine.MessageFiles.Part;
import postprox.spool.Disk;
import postprox.spool.SpooledText;

/**
 * The storing of one message. Both files are written and synced under other names, get their names, and then the directory is synced.
 * Until that is done, closing removes all of it. For one thread.
 */
final class Storing implements AutoCloseable {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final Disk disk;
    private final MessageFiles files;
    private Optional<LockFile> lock = Optional.empty();
    private boolean done;

    Storing(Disk disk, MessageFiles files) {
        this.disk = disk;
        this.files = files;
    }

    /**
     * Stores a message.
     *
     * @return the size of its facts in bytes
     * @throws postprox.spool.SpoolException if its text cannot be read, or is not the message any more
     * @throws IOException                   if the disk failed
     */
    int store(SpooledText text, Occasion occasion, Instant time) throws IOException {
        byte[] facts = FactsJson.bytes(files.id(), new Facts(time, occasion, text.size(), storeText(text)));
        if (facts.length > FactsReader.MAX_BYTES) {
            throw new IOException("the facts about the message are too long");
        }
        try (FileChannel file = disk.make(files.path(Part.NEW_FACTS))) {
            disk.write(file, ByteBuffer.wrap(facts));
            disk.sync(file);
        }
        disk.rename(files.path(Part.NEW_TEXT), files.path(Part.TEXT));
        disk.rename(files.path(Part.NEW_FACTS), files.path(Part.FACTS));
        disk.syncDirectory(files.day());
        done = true;
        return facts.length;
    }

    /** Stores the text and returns its checksum. */
    private long storeText(SpooledText text) throws IOException {
        Path path = files.path(Part.NEW_TEXT);
        try (FileChannel file = disk.make(path)) {
            // While this process lives, no other one takes the files for left behind. The lock stays with the file when
            // it is renamed.
            lock = LockFile.tryLock(path);
            if (lock.isEmpty()) {
                throw new IOException(
                        "cannot lock " + path + ": either a process that tidies up has found it first, or its file "
                                + "system has no locks (flock(2)); in that case name a directory on another one");
            }
            CRC32C checksum = new CRC32C();
            byte[] block = new byte[Math.clamp(text.size(), 1, BLOCK_BYTES)];
            for (int count = text.read(block); count >= 0; count = text.read(block)) {
                checksum.update(block, 0, count);
                disk.write(file, ByteBuffer.wrap(block, 0, count));
            }
            disk.sync(file);
            return checksum.getValue();
        }
    }

    /** Removes what is not done. A file that cannot be removed has no reply to its client, and {@link Quarantine#tidy} removes it. */
    @Override
    public void close() {
        try {
            if (!done) {
                remove(Part.FACTS);
                remove(Part.NEW_FACTS);
                remove(Part.TEXT);
                remove(Part.NEW_TEXT);
            }
        } finally {
            lock.ifPresent(LockFile::close);
        }
    }

    private void remove(Part part) {
        try {
            disk.remove(files.path(part));
        } catch (IOException e) {
            // The failure that is the reason for this removal is on its way to the log.
        }
    }
}
