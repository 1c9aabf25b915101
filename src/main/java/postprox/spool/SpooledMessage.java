package postprox.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A message as Unix text. A small one waits in memory until a filter needs it as a file; a large one goes to its file as
 * it comes, so that a session's memory does not grow with the message. Closing it makes everything disappear. Not
 * thread-safe.
 */
public final class SpooledMessage implements AutoCloseable {
    /** What a message may take of memory. Making, writing and removing a file costs more than all else in a small one. */
    private static final int MOST_IN_MEMORY = 64 * 1024;

    private static final int FIRST_BLOCK = 8 * 1024;

    private final Spool spool;
    private byte[] memory = new byte[0];
    private Optional<MessageFiles> files = Optional.empty();
    private Optional<FileChannel> changed = Optional.empty();
    private long size;
    private boolean removed;

    SpooledMessage(Spool spool) {
        this.spool = spool;
    }

    /** Appends to the message. */
    public void write(byte[] bytes, int offset, int length) throws SpoolException {
        if (files.isEmpty() && hasRoomFor(length)) {
            System.arraycopy(bytes, offset, memory, (int) size, length);
        } else {
            append(files(), bytes, offset, length);
        }
        size += length;
    }

    /**
     * Makes the files that a filter needs.
     *
     * @param recipientList the recipients, one a line
     */
    public void prepareForFilter(byte[] recipientList) throws SpoolException {
        MessageFiles prepared = files();
        try {
            spool.inTurn(prepared::makeOutput).close();
            try (FileChannel list = spool.inTurn(prepared::makeRecipients)) {
                spool.room().write(list, ByteBuffer.wrap(recipientList));
            }
        } catch (IOException e) {
            throw failed("cannot write what the filter needs beside " + prepared.email, e);
        }
    }

    /**
     * What the filter stands on for as long as it runs.
     *
     * @throws SpoolException where the disk has not enough room for what it may write
     */
    public FilterGround groundForFilter() throws SpoolException {
        try {
            return prepared().groundForFilter();
        } catch (IOException e) {
            throw failed("cannot run the filter on " + email(), e);
        }
    }

    /** The message's file. There is one once it is prepared for a filter. */
    public Path email() {
        return prepared().email;
    }

    /** The file for a changed version of it, empty at first. There is one once it is prepared for a filter. */
    public Path output() {
        return prepared().output;
    }

    /** The file with the recipients, if one was needed. */
    public Optional<Path> recipients() {
        return prepared().recipients();
    }

    /** The message's size in bytes. */
    public long size() {
        return size;
    }

    /**
     * The message as it came.
     *
     * @throws MessageModifiedException where somebody wrote to it; reading it throws the same where that is found later
     */
    public SpooledText original() throws SpoolException {
        if (files.isEmpty()) {
            return new MemoryText(memory, (int) size);
        }
        try {
            return files.get().text();
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException("cannot use " + files.get().email, e);
        }
    }

    /** Whether somebody wrote to the message, so that it is no longer what the client sent. */
    public boolean wasModified() throws SpoolException {
        try {
            SpooledText text = original();
            byte[] block = new byte[FIRST_BLOCK];
            while (text.read(block) >= 0) {
                // Reading to the end finds out.
            }
            return false;
        } catch (MessageModifiedException e) {
            return true;
        }
    }

    /**
     * Whether the filter, which has accepted the message, wrote a changed version; not if it left the output file alone. What
     * is found is opened here and now: something that the filter left running could put another file in its place later.
     *
     * @throws SpoolException where the file is gone, or no regular one
     */
    public boolean hasChanged() throws SpoolException {
        try {
            closeChanged();
            changed = prepared().openOutput();
            return changed.isPresent();
        } catch (IOException e) {
            throw new SpoolException("cannot use what the filter wrote to OUTFILE", e);
        }
    }

    /** The changed version, as {@link #hasChanged} has found it. */
    public SpooledText changed() throws SpoolException {
        try {
            if (changed.isEmpty() && !hasChanged()) {
                throw new IOException("it is empty");
            }
            FileChannel found = changed.orElseThrow();
            return new FileText(spool.disk(), found, "OUTFILE", found.size(), OptionalLong.empty());
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException("cannot use what the filter wrote to OUTFILE", e);
        }
    }

    /** How large that is. */
    public long changedSize() throws SpoolException {
        try {
            return changed.isPresent() ? changed.get().size() : 0;
        } catch (IOException e) {
            throw new SpoolException("cannot use what the filter wrote to OUTFILE", e);
        }
    }

    private void closeChanged() throws IOException {
        if (changed.isPresent()) {
            changed.get().close();
        }
    }

    /**
     * Removes all files, once. What cannot be removed now is swept by a later process.
     *
     * @return what is worth a warning although all are removed
     */
    public Optional<String> remove() throws SpoolException {
        if (removed) {
            return Optional.empty();
        }
        removed = true;
        forgetMemory();
        try (Closeable _ = this::closeChanged) {
            return files.isPresent() ? spool.remove(files.get()) : Optional.empty();
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException("cannot close what the filter wrote", e);
        }
    }

    @Override
    public void close() throws SpoolException {
        Optional<String> _ = remove();
    }

    private boolean hasRoomFor(int length) {
        long needed = size + length;
        if (needed <= memory.length) {
            return true;
        }
        if (needed > MOST_IN_MEMORY) {
            return false;
        }
        int room = FIRST_BLOCK;
        while (room < needed) {
            room *= 2;
        }
        if (!spool.takeMemory(room - memory.length)) {
            return false;
        }
        memory = Arrays.copyOf(memory, room);
        return true;
    }

    private void forgetMemory() {
        spool.giveMemoryBack(memory.length);
        memory = new byte[0];
    }

    /** The message's files; what waits in memory goes to them first. */
    private MessageFiles files() throws SpoolException {
        if (files.isEmpty()) {
            MessageFiles made = spool.makeFiles();
            files = Optional.of(made);
            append(made, memory, 0, (int) size);
            forgetMemory();
        }
        return files.get();
    }

    private MessageFiles prepared() {
        return files.orElseThrow(() -> new IllegalStateException("the message has no files yet"));
    }

    private void append(MessageFiles to, byte[] bytes, int offset, int length) throws SpoolException {
        try {
            to.append(bytes, offset, length);
        } catch (IOException e) {
            throw failed("cannot write to " + to.email, e);
        }
    }

    /** For want of room, perhaps. */
    private SpoolException failed(String what, IOException reason) {
        spool.sweepSoon();
        return new SpoolException(what, reason);
    }
}
