package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import postprox.posix.RegularFile;
import postprox.spool.DiskRoom.Share;

/**
 * The files of one message: the message itself as Unix text and, for a filter, the one that it may write a changed version
 * to and the list of recipients. The message is read back through the descriptor that wrote it: what is put in EMAIL's place
 * never passes for it. Not thread-safe.
 */
final class MessageFiles implements AutoCloseable {
    final Path email;
    final Path output;

    private final Disk disk;
    private final DiskRoom room;
    private final ProcessDirectory directory;
    private final String name;
    private final Path list;
    private final FileChannel channel;
    private final BasicFileAttributes identity;
    private final List<Path> made = new ArrayList<>(3);
    private final CRC32C checksum = new CRC32C();
    private long size;
    private final int timesShutBefore;

    private MessageFiles(
            Disk disk,
            DiskRoom room,
            ProcessDirectory directory,
            String name,
            FileChannel channel,
            BasicFileAttributes identity) {
        this.disk = disk;
        this.room = room;
        this.directory = directory;
        this.name = name;
        this.email = email(directory, name);
        this.output = directory.path().resolve(name + ".out");
        this.list = directory.path().resolve(name + ".rcpts");
        this.channel = channel;
        this.identity = identity;
        this.timesShutBefore = directory.timesShut();
        made.add(email);
    }

    /** Makes the message's file, empty. The others are made when they are needed: making files is what spooling costs. */
    static MessageFiles create(Disk disk, DiskRoom room, ProcessDirectory directory, String name) throws IOException {
        Path email = email(directory, name);
        FileChannel channel = room.make(email);
        try {
            return new MessageFiles(disk, room, directory, name, channel, ProcessDirectory.look(email));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Path email(ProcessDirectory directory, String name) {
        return directory.path().resolve(name + ".email");
    }

    /** Appends to the message. */
    void append(byte[] bytes, int offset, int length) throws IOException {
        room.write(channel, ByteBuffer.wrap(bytes, offset, length));
        checksum.update(bytes, offset, length);
        size += length;
    }

    /** Makes the file for a changed version. Returns it open. */
    FileChannel makeOutput() throws IOException {
        made.add(output);
        return room.make(output);
    }

    /** Makes the file for the recipients. Returns it open. */
    FileChannel makeRecipients() throws IOException {
        made.add(list);
        return room.make(list);
    }

    /** Opens the file for a changed version, unless it is empty. */
    Optional<FileChannel> openOutput() throws IOException {
        BasicFileAttributes found;
        try {
            found = ProcessDirectory.look(output);
        } catch (NoSuchFileException e) {
            throw new IOException("it is gone, and must stay where it was, be it empty", e);
        }
        if (!found.isRegularFile()) {
            throw new IOException("it is no longer a regular file");
        }
        return found.size() == 0 ? Optional.empty() : Optional.of(RegularFile.open(output));
    }

    /** The ground for a filter that is to run on them. */
    FilterGround groundForFilter() throws IOException {
        return new FilterGround(room.take(Share.ofFilter(size)), this);
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

    /**
     * Fails unless a filter that has ended had, and still has, what it was told: the message at its place. One that could not
     * read it may accept without a care, or fail, and the message would pass.
     */
    void check() throws IOException {
        ProcessDirectory.State state = directory.lookAgain();
        if (!state.isInPlace()) {
            throw new IOException("its directory was removed or replaced while the filter was at work");
        }
        if (wasShut(state)) {
            throw new IOException("its directory was shut (chmod) while the filter was at work");
        }
        BasicFileAttributes found;
        try {
            found = ProcessDirectory.look(email);
        } catch (NoSuchFileException e) {
            throw new MessageModifiedException(email.toString(), "it is gone");
        }
        if (!ProcessDirectory.isSame(found, identity)) {
            throw new MessageModifiedException(email.toString(), "another file stands in its place");
        }
    }

    /** Opens the directory again where a filter has shut it. Returns whether one did since the message came. */
    boolean reopen() {
        return wasShut(directory.lookAgain());
    }

    private boolean wasShut(ProcessDirectory.State state) {
        return state.timesShut() != timesShutBefore;
    }

    /** With which the names of all its files begin. */
    String name() {
        return name;
    }

    /** Where they are. */
    ProcessDirectory directory() {
        return directory;
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
