package postprox.quarantine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import postprox.posix.FileReason;
import postprox.posix.LockFile;
import postprox.posix.RegularFile;
import postprox.quarantine.MessageFiles.Part;
import postprox.spool.Disk;
import postprox.spool.SpooledText;
import postprox.spool.StoredText;

/** A message that was found in the quarantine. Another process may remove it at any time. Not thread-safe. */
public final class KeptMessage {
    private static final int BLOCK_BYTES = 8192;

    private final Disk disk;
    private final MessageFiles files;
    private final Set<Part> parts;

    KeptMessage(Disk disk, MessageFiles files, Set<Part> parts) {
        this.disk = disk;
        this.files = files;
        this.parts = Set.copyOf(parts);
    }

    /** The message's name. */
    public String id() {
        return files.id();
    }

    /** The path of the message's text. */
    public Path path() {
        return files.path(Part.TEXT);
    }

    boolean has(Part part) {
        return parts.contains(part);
    }

    /** Whether a process keeps the message aside at this moment, or was killed while it did. */
    boolean isUnfinished() {
        return !has(Part.FACTS) && (has(Part.NEW_TEXT) || has(Part.NEW_FACTS));
    }

    /**
     * Whether the message is unfinished now that the caller has its lock. The names that were found before are of no one moment: a
     * process may have renamed the files meanwhile, even between two names of one listing.
     */
    boolean isUnfinishedUnder(LockFile lock) throws IOException {
        KeptMessage now = new KeptMessage(disk, files, files.present());
        return now.isUnfinished() && lock.isAt(files.path(now.lockedPart()));
    }

    /** What keeps the message from being used; empty if both files are there. */
    public Optional<String> lack() {
        if (has(Part.TEXT) && has(Part.FACTS)) {
            return Optional.empty();
        }
        if (isUnfinished()) {
            return Optional.of("it is being kept aside now, or a process was killed while it did that");
        }
        return Optional.of((has(Part.TEXT) ? "its .json" : "its .eml")
                + " is not there; delete the rest of it by postprox quarantine delete " + id());
    }

    /**
     * Reads the facts about the message.
     *
     * @throws QuarantineException if they cannot be read; its message says why
     */
    public Facts facts() throws QuarantineException {
        Path path = files.path(Part.FACTS);
        try (FileChannel file = RegularFile.open(path)) {
            if (file.size() > FactsReader.MAX_BYTES) {
                throw new IOException("it has more than " + FactsReader.MAX_BYTES + " bytes");
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
            while (bytes.size() <= FactsReader.MAX_BYTES && file.read(block.clear()) >= 0) {
                bytes.write(block.array(), 0, block.position());
            }
            return FactsReader.read(id(), bytes.toByteArray());
        } catch (IOException e) {
            throw new QuarantineException("cannot use " + path + ": " + FileReason.of(e), e);
        }
    }

    /** Opens the message's text. */
    public FileChannel open() throws QuarantineException {
        try {
            return RegularFile.open(path());
        } catch (IOException e) {
            throw new QuarantineException("cannot read " + path() + ": " + FileReason.of(e), e);
        }
    }

    /** The message's text, whose size and checksum must be those of the facts. */
    public SpooledText text(FileChannel open, Facts facts) {
        return StoredText.of(open, path().toString(), facts.size(), facts.checksum());
    }

    /**
     * Locks the message, so that no other process releases, deletes or tidies it meanwhile.
     *
     * @return empty if another process has locked or removed it
     */
    public Optional<LockFile> lock() throws IOException {
        Path locked = files.path(lockedPart());
        Optional<LockFile> lock;
        try {
            lock = LockFile.tryLock(locked);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lock.isPresent() && !lock.get().isAt(locked)) {
            lock.get().close();
            return Optional.empty();
        }
        return lock;
    }

    /** The file whose lock stands for the message: the text under either of its names, and another file only where that is gone. */
    private Part lockedPart() {
        for (Part part : new Part[] {Part.TEXT, Part.NEW_TEXT, Part.FACTS}) {
            if (has(part)) {
                return part;
            }
        }
        return Part.NEW_FACTS;
    }

    /**
     * Removes the message, whose lock the caller has. The facts go first, and their removal is on the disk before this method returns:
     * if this process is killed, or power is lost, no message is left that could be released once more.
     */
    public void remove() throws QuarantineException {
        remove(true);
    }

    /** Removes the message like {@link #remove}, but does not wait for the disk: it may come back if power is lost. */
    void removeSoon() throws QuarantineException {
        remove(false);
    }

    private void remove(boolean synced) throws QuarantineException {
        try {
            disk.remove(files.path(Part.NEW_FACTS));
            disk.remove(files.path(Part.FACTS));
            if (synced) {
                disk.syncDirectory(files.day());
            }
            disk.remove(files.path(Part.TEXT));
            disk.remove(files.path(Part.NEW_TEXT));
        } catch (IOException e) {
            throw new QuarantineException("cannot remove " + path() + ": " + FileReason.of(e), e);
        }
    }

    /** The size of the message's files in bytes. */
    long bytes() throws IOException {
        long bytes = 0;
        for (Part part : parts) {
            try {
                bytes += Files.readAttributes(files.path(part), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .size();
            } catch (NoSuchFileException e) {
                // Another process has removed it.
            }
        }
        return bytes;
    }
}
