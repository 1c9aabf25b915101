package postprox.spool;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A message as Unix text. A small message stays in memory until a caller asks for its file. A large message goes to its file
 * while it comes in, so that a session's memory does not grow with the message. {@link #remove} removes the message, its files
 * and the messages derived from it. Not thread-safe.
 */
public final class SpooledMessage implements AutoCloseable {
    /**
     * How much memory one message may take. For a small message, making, writing and removing a file costs more than all other
     * work together.
     */
    private static final int MAX_IN_MEMORY = 64 * 1024;

    private static final int FIRST_BLOCK = 8 * 1024;

    private final SpoolFiles files;
    private final SpoolMemory budget;
    private final List<SpooledMessage> derived = new ArrayList<>(0);
    private byte[] memory = new byte[0];

    // A version of another message: `memory` has its beginning, and this text has all of it.
    private Optional<SpooledText> edited = Optional.empty();

    private Optional<SpoolFile> file = Optional.empty();
    private long size;
    private boolean removed;

    SpooledMessage(SpoolFiles files, SpoolMemory budget) {
        this.files = files;
        this.budget = budget;
    }

    /** Appends bytes to the message. */
    public void write(byte[] bytes, int offset, int length) throws SpoolException {
        if (file.isEmpty() && edited.isEmpty() && hasRoomFor(length)) {
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

    /** The message as it was written. Reading it to its end fails if a file holds other bytes now. */
    public SpooledText text() {
        return file.map(SpoolFile::text)
                .or(() -> edited.map(SpooledText::again))
                .orElseGet(() -> new MemoryText(memory, (int) size));
    }

    /** The message as a file. If the message is in memory, or is a version of another one, this writes it to a file first. */
    public SpoolFile asFile() throws SpoolException {
        if (file.isEmpty()) {
            SpooledText text = text();
            SpoolFile made = files.make();
            file = Optional.of(made);
            byte[] block = new byte[FIRST_BLOCK];
            for (int count = text.read(block); count >= 0; count = text.read(block)) {
                made.append(block, 0, count);
            }
            edited = Optional.empty();
            forgetMemory();
        }
        return file.get();
    }

    /** The message's file, if it has one already. */
    public Optional<SpoolFile> file() {
        return file;
    }

    /** A new, empty message for a changed version of this one. It is removed together with this one. */
    public SpooledMessage derive() {
        SpooledMessage other = new SpooledMessage(files, budget);
        derived.add(other);
        return other;
    }

    /**
     * A version of this message with another beginning. It is removed together with this one, which must not change any more. The
     * rest is not copied unless a caller asks for the version's file.
     *
     * @param head    the bytes of the other beginning
     * @param skipped the number of this message's bytes that they replace
     * @throws SpoolException if there is no memory for the beginning, and the version cannot be written to a file either
     */
    public SpooledMessage derive(byte[] head, long skipped) throws SpoolException {
        SpooledMessage other = derive();
        SpooledText text = new EditedText(head, text(), skipped);
        other.edited = Optional.of(text);
        other.size = text.size();
        if (budget.take(head.length)) {
            other.memory = head;
        } else {
            var _ = other.asFile();
        }
        return other;
    }

    /**
     * Reads the message to its end, to see that it is unchanged.
     *
     * @throws MessageModifiedException if the message's file no longer holds the bytes that were written here
     */
    public void check() throws SpoolException {
        SpooledText text = text();
        byte[] block = new byte[FIRST_BLOCK];
        while (text.read(block) >= 0) {
            // FileText compares the checksum with the last block.
        }
    }

    /**
     * Removes the message with all its files; a second call does nothing. A file that cannot be removed now is removed later,
     * by a sweep of this process or by another process ({@link LeftBehind}).
     *
     * @return a warning for the administrator, if there is one although all files are removed
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
        // All files are in one directory, and a warning is about the directory: one is enough.
        return warnings.stream().findFirst();
    }

    private Optional<String> removeFile(SpoolFile own) throws SpoolException {
        try (Closeable _ = own::closeTexts) {
            return files.remove(own);
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
        if (needed > MAX_IN_MEMORY) {
            return false;
        }
        int room = FIRST_BLOCK;
        while (room < needed) {
            room *= 2;
        }
        if (!budget.take(room - memory.length)) {
            return false;
        }
        memory = Arrays.copyOf(memory, room);
        return true;
    }

    private void forgetMemory() {
        budget.giveBack(memory.length);
        memory = new byte[0];
    }
}
