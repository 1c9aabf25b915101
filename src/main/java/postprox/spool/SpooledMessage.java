package postprox.spool;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A message as Unix text. A small one waits in memory until somebody needs it as a file; a large one goes to its file as it
 * comes, so that a session's memory does not grow with the message. Removing it makes everything disappear. Not thread-safe.
 */
public final class SpooledMessage implements AutoCloseable {
    /** What a message may take of memory. Making, writing and removing a file costs more than all else in a small one. */
    private static final int MOST_IN_MEMORY = 64 * 1024;

    private static final int FIRST_BLOCK = 8 * 1024;

    private final Spool spool;
    private final List<SpooledMessage> derived = new ArrayList<>(0);
    private byte[] memory = new byte[0];
    private Optional<SpoolFile> file = Optional.empty();
    private long size;
    private boolean removed;

    SpooledMessage(Spool spool) {
        this.spool = spool;
    }

    /** Appends to the message. */
    public void write(byte[] bytes, int offset, int length) throws SpoolException {
        if (file.isEmpty() && hasRoomFor(length)) {
            System.arraycopy(bytes, offset, memory, (int) size, length);
        } else {
            asFile().append(bytes, offset, length);
        }
        size += length;
    }

    /** The message's size in bytes. */
    public long size() {
        return size;
    }

    /** The message as it was written, which reading it makes sure of. */
    public SpooledText text() {
        return file.map(SpoolFile::text).orElseGet(() -> new MemoryText(memory, (int) size));
    }

    /** The message as a file. What waits in memory goes there first. */
    public SpoolFile asFile() throws SpoolException {
        if (file.isEmpty()) {
            SpoolFile made = spool.makeFile();
            file = Optional.of(made);
            if (size > 0) {
                made.append(memory, 0, (int) size);
            }
            forgetMemory();
        }
        return file.get();
    }

    /** Another message, empty at first, for what somebody makes of this one. It is removed with this one. */
    public SpooledMessage derive() {
        SpooledMessage other = spool.create();
        derived.add(other);
        return other;
    }

    /**
     * Fails where somebody wrote to the message, so that it is no longer what was written here.
     *
     * @throws MessageModifiedException in that case
     */
    public void check() throws SpoolException {
        SpooledText text = text();
        byte[] block = new byte[FIRST_BLOCK];
        while (text.read(block) >= 0) {
            // Reading to the end finds out.
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
        List<String> warnings = new ArrayList<>(1);
        Optional<SpoolException> failure = Optional.empty();
        for (SpooledMessage other : derived) {
            try {
                other.remove().ifPresent(warnings::add);
            } catch (SpoolException e) {
                failure = Optional.of(e);
            }
        }
        if (file.isPresent()) {
            removeFile(file.get()).ifPresent(warnings::add);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        // They are in one directory, and a warning is about that.
        return warnings.stream().findFirst();
    }

    private Optional<String> removeFile(SpoolFile own) throws SpoolException {
        try (Closeable _ = own::closeTexts) {
            return spool.remove(own);
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
}
