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
import java.util.zip.CRC32C;
import postprox.spool.DiskRoom.Share;

/**
 * The file of a message, which other programs can be given, and the files beside it that they need. It is read back through the
 * descriptor that wrote it: what is put in its place never passes for it. All of it is gone when the message is removed. Not
 * thread-safe.
 */
public final class SpoolFile {
    private final Spool spool;
    private final ProcessDirectory directory;
    private final String name;
    private final Path path;
    private final FileChannel channel;
    private final BasicFileAttributes identity;
    private final int timesShutBefore;
    private final List<Path> made = new ArrayList<>(3);
    private final List<FileChannel> opened = new ArrayList<>(1);
    private final CRC32C checksum = new CRC32C();
    private long size;

    private SpoolFile(
            Spool spool,
            ProcessDirectory directory,
            String name,
            Path path,
            FileChannel channel,
            BasicFileAttributes identity) {
        this.spool = spool;
        this.directory = directory;
        this.name = name;
        this.path = path;
        this.channel = channel;
        this.identity = identity;
        this.timesShutBefore = directory.timesShut();
        made.add(path);
    }

    /** Makes the file, empty. Those beside it are made when they are needed: making files is what spooling costs. */
    static SpoolFile make(Spool spool, ProcessDirectory directory, String name) throws IOException {
        Path path = directory.path().resolve(name + ".email");
        FileChannel channel = spool.room().make(path);
        try {
            return new SpoolFile(spool, directory, name, path, channel, ProcessDirectory.look(path));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Appends to the message. */
    void append(byte[] bytes, int offset, int length) throws SpoolException {
        try {
            spool.room().write(channel, ByteBuffer.wrap(bytes, offset, length));
        } catch (IOException e) {
            throw failed("cannot write to " + path, e);
        }
        checksum.update(bytes, offset, length);
        size += length;
    }

    /** Where the message is. */
    public Path path() {
        return path;
    }

    /** The message as it was written. */
    SpooledText text() {
        return new FileText(spool.disk(), channel, "the spooled message", size, checksum.getValue());
    }

    /**
     * Makes a file beside it, which nobody else may open.
     *
     * @param ending  with which its name ends, where the message's own has {@code .email}
     * @param content what is in it
     */
    public Path makeBeside(String ending, byte[] content) throws SpoolException {
        Path beside = unused(ending);
        made.add(beside);
        try (FileChannel file = spool.inTurn(() -> spool.room().make(beside))) {
            if (content.length > 0) {
                spool.room().write(file, ByteBuffer.wrap(content));
            }
            return beside;
        } catch (IOException e) {
            throw failed("cannot write what the filter needs beside " + path, e);
        }
    }

    /** Several filters may be given the message, one after the other, each with files of its own. */
    private Path unused(String ending) {
        Path beside = directory.path().resolve(name + ending);
        for (int number = 2; made.contains(beside); number++) {
            beside = directory.path().resolve(name + "." + number + ending);
        }
        return beside;
    }

    /**
     * What a file now holds that another program has written. Whatever becomes of the file, no more than that is read, and no
     * other file.
     *
     * @param file belongs to the message from now on
     * @param what how failures call it
     */
    public SpooledText textOf(FileChannel file, String what) throws IOException {
        opened.add(file);
        return new FileText(spool.disk(), file, what, file.size());
    }

    /**
     * What a filter stands on that is given the file, for as long as it runs.
     *
     * @throws SpoolException where the disk has not enough room for what it may write
     */
    public FilterGround groundForFilter() throws SpoolException {
        try {
            return new FilterGround(spool.room().take(Share.ofFilter(size)), this);
        } catch (IOException e) {
            throw failed("cannot run the filter on " + path, e);
        }
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
            found = ProcessDirectory.look(path);
        } catch (NoSuchFileException e) {
            throw new MessageModifiedException(path.toString(), "it is gone");
        }
        if (!ProcessDirectory.isSame(found, identity)) {
            throw new MessageModifiedException(path.toString(), "another file stands in its place");
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

    /** Closes the message's own file, which stays. */
    void close() throws IOException {
        channel.close();
    }

    /** Closes what others have written. */
    void closeTexts() throws IOException {
        Optional<IOException> failure = Optional.empty();
        for (FileChannel file : opened) {
            try {
                file.close();
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** For want of room, perhaps, which the next message then has. */
    private SpoolException failed(String what, IOException reason) {
        spool.sweepSoon();
        return new SpoolException(what, reason);
    }
}
