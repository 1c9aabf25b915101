package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A message on disk as Unix text, beside the file that a filter may write a changed version to and the list of its
 * recipients. Closing it makes all of them disappear. The message is read back through the descriptor that wrote it: a
 * filter that removes or replaces EMAIL changes nothing. Not thread-safe.
 */
public final class SpooledMessage implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path email;
    private final Path output;
    private final Path recipients;
    private final FileChannel channel;
    private long size;
    private FileTime written = FileTime.fromMillis(0);
    private String key = "";

    private SpooledMessage(Path email, Path output, Path recipients, FileChannel channel) {
        this.email = email;
        this.output = output;
        this.recipients = recipients;
        this.channel = channel;
    }

    static SpooledMessage create(Path email, Path output, Path recipients) throws IOException {
        return new SpooledMessage(email, output, recipients, open(email, StandardOpenOption.READ));
    }

    /** Appends to the message. */
    public void write(byte[] bytes, int offset, int length) throws SpoolException {
        try {
            writeAll(channel, ByteBuffer.wrap(bytes, offset, length));
            size += length;
        } catch (IOException e) {
            throw new SpoolException("cannot write to " + email, e);
        }
    }

    /**
     * Ends writing: from here on the message must not change. The file is dated back a little, since the kernel's clock
     * for files stands still for some milliseconds at a time, in which a change would go unnoticed.
     */
    public void seal() throws SpoolException {
        try {
            BasicFileAttributes attributes = attributesOf(email);
            written = FileTime.from(attributes.lastModifiedTime().to(TimeUnit.SECONDS) - 1, TimeUnit.SECONDS);
            key = String.valueOf(attributes.fileKey());
            Files.setLastModifiedTime(email, written);
        } catch (IOException e) {
            throw new SpoolException("cannot use " + email, e);
        }
    }

    /**
     * Makes the files that a filter finds beside the message. A message that no filter examines does not pay for them:
     * making files is most of what spooling costs.
     *
     * @param recipientList the recipients, one a line
     */
    public void prepareForFilter(byte[] recipientList) throws SpoolException {
        try (FileChannel list = open(recipients)) {
            open(output).close();
            writeAll(list, ByteBuffer.wrap(recipientList));
        } catch (IOException e) {
            throw new SpoolException("cannot write what the filter needs beside " + email, e);
        }
    }

    /** The message's file. */
    public Path email() {
        return email;
    }

    /** The file for a changed version of it, empty once it is prepared for a filter. */
    public Path output() {
        return output;
    }

    /** The file with the recipients. */
    public Path recipients() {
        return recipients;
    }

    /** The message's size in bytes. */
    public long size() {
        return size;
    }

    /** The message as it came. */
    public SpooledText original() {
        return new SpooledText(channel, "the spooled message", size);
    }

    /**
     * Whether somebody wrote to the message after it was sealed, so that it is no longer what the client sent. That EMAIL
     * was removed or replaced does no harm.
     */
    public boolean wasModified() throws SpoolException {
        try {
            if (channel.size() != size) {
                return true;
            }
            BasicFileAttributes now = attributesOf(email);
            boolean replaced = !String.valueOf(now.fileKey()).equals(key);
            return !replaced && !now.lastModifiedTime().equals(written);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new SpoolException("cannot use " + email, e);
        }
    }

    /** Whether the filter wrote a changed version; not if it left the output file alone or removed it. */
    public boolean hasChanged() throws SpoolException {
        try {
            BasicFileAttributes attributes = attributesOf(output);
            if (!attributes.isRegularFile()) {
                throw new IOException("OUTFILE is no longer a regular file");
            }
            boolean changed = attributes.size() > 0;
            if (changed && !Files.isReadable(output)) {
                throw new IOException("no permission to read OUTFILE");
            }
            return changed;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new SpoolException("cannot use what the filter wrote", e);
        }
    }

    /** The changed version. To be closed by the caller. */
    public SpooledText changed() throws SpoolException {
        try {
            FileChannel changed = FileChannel.open(output, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return new SpooledText(changed, "OUTFILE", changed.size());
        } catch (IOException e) {
            throw new SpoolException("cannot read what the filter wrote", e);
        }
    }

    /** Removes all files. What cannot be removed now is swept by a later process. */
    @Override
    public void close() throws SpoolException {
        try (channel) {
            SpoolFiles.removeAll(List.of(email, output, recipients));
        } catch (IOException e) {
            throw new SpoolException("cannot remove a spooled message", e);
        }
    }

    private static BasicFileAttributes attributesOf(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileChannel open(Path file, StandardOpenOption... more) throws IOException {
        Set<StandardOpenOption> options = new HashSet<>(Set.of(more));
        options.add(StandardOpenOption.CREATE_NEW);
        options.add(StandardOpenOption.WRITE);
        return FileChannel.open(file, options, OWNER_ONLY);
    }

    private static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int _ = file.write(bytes);
        }
    }
}
