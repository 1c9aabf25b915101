package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import postprox.posix.OpenFile;
import postprox.spool.DiskRoom.Promise;
import postprox.spool.DiskRoom.Share;

/**
 * The file of a message, whose path other programs can be given, and the files beside it that these programs need. postprox
 * reads the message back through the descriptor that wrote it, so that a file which was put in its place never passes for the
 * message. {@link SpoolFiles#remove} removes all these files. Not thread-safe.
 */
public final class SpoolFile {
    /** The spool, as far as a file needs it. Thread-safe. */
    interface Place {
        Disk disk();

        DiskRoom room();

        /**
         * Runs an action that changes the directory, one thread at a time. The kernel lets only one thread change a directory at
         * once too, but threads that wait for the kernel spin, which doubles the cost of each change. Threads that wait here leave
         * the processor to other sessions.
         */
        <T> T inTurn(Making<T> action) throws IOException;

        /** Has the next removal of a message sweep. Called when a message found no room: files that filters left may take it up. */
        void sweepSoon();
    }

    /** An action that makes a file. */
    @FunctionalInterface
    interface Making<T> {
        T make() throws IOException;
    }

    private final Place place;
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
            Place place,
            ProcessDirectory directory,
            String name,
            Path path,
            FileChannel channel,
            BasicFileAttributes identity) {
        this.place = place;
        this.directory = directory;
        this.name = name;
        this.path = path;
        this.channel = channel;
        this.identity = identity;
        this.timesShutBefore = directory.timesShut();
        made.add(path);
    }

    /** Makes the message's file, empty. The files beside it are made later, if needed: making files is the cost of spooling. */
    static SpoolFile make(Place place, ProcessDirectory directory, String name) throws IOException {
        Path path = SpoolNames.messageIn(directory.path(), name);
        FileChannel channel = place.room().make(path);
        try {
            return new SpoolFile(place, directory, name, path, channel, ProcessDirectory.look(path));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Appends bytes to the message. */
    void append(byte[] bytes, int offset, int length) throws SpoolException {
        try {
            place.room().write(channel, ByteBuffer.wrap(bytes, offset, length));
        } catch (IOException e) {
            throw failed("cannot write to " + path, e);
        }
        checksum.update(bytes, offset, length);
        size += length;
    }

    /** The path of the message's file. */
    public Path path() {
        return path;
    }

    /** The message as it was written. Reading it fails if the file holds other bytes now. */
    SpooledText text() {
        return new FileText(place.disk(), channel, "the spooled message", size, checksum.getValue());
    }

    /**
     * Opens the message's file once more, for another process that is to read it.
     *
     * @throws MessageModifiedException if another file is at its path, or none
     */
    public OpenFile openAgain() throws SpoolException {
        try {
            OpenFile again = OpenFile.of(path);
            boolean same = false;
            try {
                same = ProcessDirectory.isSame(Files.readAttributes(again.path(), BasicFileAttributes.class), identity);
            } finally {
                if (!same) {
                    again.close();
                }
            }
            if (same) {
                return again;
            }
            throw new MessageModifiedException(path.toString(), "another file stands in its place");
        } catch (NoSuchFileException e) {
            throw new MessageModifiedException(path.toString(), "it is gone");
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException("cannot open " + path + " for a filter", e);
        }
    }

    /**
     * Makes a file beside that of the message, with mode 0600. It is removed with the message.
     *
     * @param ending  the end of its name, in place of the {@code .email} of the message's file
     * @param content the bytes to write to it
     * @return its path
     */
    public Path makeBeside(String ending, byte[] content) throws SpoolException {
        Path beside = nameBeside(ending);
        try (FileChannel file = place.inTurn(() -> place.room().make(beside))) {
            if (content.length > 0) {
                place.room().write(file, ByteBuffer.wrap(content));
            }
            return beside;
        } catch (IOException e) {
            throw failed("cannot write what the filter needs beside " + path, e);
        }
    }

    /**
     * Names a file beside that of the message, which another program may make. It is removed with the message.
     *
     * @param ending the end of its name, as in {@link #makeBeside}
     * @return its path
     */
    public Path nameBeside(String ending) {
        Path beside = unused(ending);
        made.add(beside);
        return beside;
    }

    /** A path that this message has not used yet: several filters may get the message in turn, each with its own files. */
    private Path unused(String ending) {
        Path beside = SpoolNames.besideIn(directory.path(), name, ending, 1);
        for (int number = 2; made.contains(beside); number++) {
            beside = SpoolNames.besideIn(directory.path(), name, ending, number);
        }
        return beside;
    }

    /**
     * The text that another program has written to a file. The text has the size that the file has now, even if the file grows,
     * and comes from this open file, even if another file is put at its path.
     *
     * @param file  the open file, which is closed when the message is removed
     * @param label the name of the file in exceptions, such as "OUTFILE"
     */
    public SpooledText textOf(FileChannel file, String label) throws IOException {
        opened.add(file);
        return new FileText(place.disk(), file, label, file.size());
    }

    /**
     * Promises room on the disk for a filter that runs on this file.
     *
     * @throws SpoolException if the disk has not enough room for all that the filter may write
     */
    Promise promiseRoom() throws SpoolException {
        try {
            return place.room().take(Share.ofFilter(size));
        } catch (IOException e) {
            throw failed("cannot run the filter on " + path, e);
        }
    }

    /**
     * Fails unless the message's file was readable at its path while a filter ran. A filter that could not read the message may
     * still accept it, or fail, and the message would pass.
     *
     * @throws MessageModifiedException if the directory is as it was, but the file is gone or another file is in its place
     * @throws IOException              if the directory was removed, replaced or shut since this file was made
     */
    void check() throws IOException {
        ProcessDirectory.State state = directory.lookAgain();
        if (!state.isInPlace()) {
            throw new IOException("its directory was removed or replaced while the filter was at work");
        }
        if (wasShut(state)) {
            throw new IOException("its directory was shut (chmod) while the filter was at work");
        }
        BasicFileAttributes current;
        try {
            current = ProcessDirectory.look(path);
        } catch (NoSuchFileException e) {
            throw new MessageModifiedException(path.toString(), "it is gone");
        }
        if (!ProcessDirectory.isSame(current, identity)) {
            throw new MessageModifiedException(path.toString(), "another file stands in its place");
        }
    }

    /** Whether a filter took the owner's permissions on the directory away (chmod) since this file was made. */
    boolean wasShut(ProcessDirectory.State state) {
        return state.timesShut() != timesShutBefore;
    }

    /** The message's name, with which the names of all its files begin. */
    String name() {
        return name;
    }

    /** The directory of the message's files. */
    ProcessDirectory directory() {
        return directory;
    }

    /** The paths of all files that were made or named for the message. */
    List<Path> made() {
        return List.copyOf(made);
    }

    /** Closes the message's own file without removing it. */
    void close() throws IOException {
        channel.close();
    }

    /** Closes the files that {@link #textOf} was given. */
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

    /** Makes an exception, and has the spool sweep: if the disk was full, that may make room for the next message. */
    private SpoolException failed(String failure, IOException reason) {
        place.sweepSoon();
        return new SpoolException(failure, reason);
    }
}
