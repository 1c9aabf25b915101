package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The files of one message: the message itself as Unix text and, for a filter, the one that it may write a changed version
 * to and the list of recipients. The message is read back through the descriptor that wrote it: a filter that removes or
 * replaces EMAIL changes nothing. Not thread-safe.
 */
final class MessageFiles implements AutoCloseable {
    final Path email;
    final Path output;

    private final Disk disk;
    private final Path list;
    private final FileChannel channel;
    private final List<Path> made = new ArrayList<>(3);
    private final CRC32C checksum = new CRC32C();
    private long size;

    private MessageFiles(Disk disk, Path email, Path output, Path list, FileChannel channel) {
        this.disk = disk;
        this.email = email;
        this.output = output;
        this.list = list;
        this.channel = channel;
        made.add(email);
    }

    /** Makes the message's file, empty. The others are made when they are needed: making files is what spooling costs. */
    static MessageFiles create(Disk disk, Path directory, String name) throws IOException {
        Path email = directory.resolve(name + ".email");
        return new MessageFiles(
                disk, email, directory.resolve(name + ".out"), directory.resolve(name + ".rcpts"), disk.make(email));
    }

    /** Appends to the message. */
    void append(byte[] bytes, int offset, int length) throws IOException {
        disk.write(channel, ByteBuffer.wrap(bytes, offset, length));
        checksum.update(bytes, offset, length);
        size += length;
    }

    /** Makes the file for a changed version. Returns it open. */
    FileChannel makeOutput() throws IOException {
        made.add(output);
        return disk.make(output);
    }

    /** Makes the file for the recipients. Returns it open. */
    FileChannel makeRecipients() throws IOException {
        made.add(list);
        return disk.make(list);
    }

    Optional<Path> recipients() {
        return made.contains(list) ? Optional.of(list) : Optional.empty();
    }

    /** The message as it was written. */
    FileText text() throws IOException {
        if (channel.size() != size) {
            throw new MessageModifiedException(email.toString());
        }
        return new FileText(disk, channel, "the spooled message", size, OptionalLong.of(checksum.getValue()));
    }

    /** The files that there are. */
    List<Path> made() {
        return List.copyOf(made);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
