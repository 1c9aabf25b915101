package postprox.posix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * The standard input and output of a program that is watched: an empty file, whose time of access tells of a read, and a pipe that
 * a thread empties. To the program both behave as the null device does. Not thread-safe.
 */
public final class WatchedEnds implements AutoCloseable {
    /** How much of the output is kept. */
    private static final int KEPT_BYTES = 64 * 1024;

    private static final int BUFFER_BYTES = 16 * 1024;

    /** How long the thread waits before it looks whether it is still wanted. */
    private static final int LOOK_MILLIS = 50;

    private final OpenFile input;
    private final Descriptors.Pipe pipe;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread reader = new Thread(this::empty, "standard-output");
    private volatile boolean isOver;
    private boolean isClosed;

    private WatchedEnds(OpenFile input, Descriptors.Pipe pipe) {
        this.input = input;
        this.pipe = pipe;
    }

    /**
     * Makes the two.
     *
     * @param empty the empty file
     */
    public static WatchedEnds of(Path empty) throws IOException {
        OpenFile input = OpenFile.of(empty);
        try (Arena arena = Arena.ofConfined()) {
            WatchedEnds ends = new WatchedEnds(input, Descriptors.pipe(arena));
            ends.reader.setDaemon(true);
            ends.reader.start();
            return ends;
        } catch (IOException e) {
            input.close();
            throw e;
        }
    }

    /** The descriptors for the program. */
    public Ends ends() {
        return new Ends(input.descriptor(), pipe.writeEnd());
    }

    private void empty() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES);
            boolean isOpen = true;
            while (isOpen) {
                boolean wasOver = isOver;
                if (Descriptors.awaitReadable(arena, pipe.readEnd(), PollSet.NONE, LOOK_MILLIS) != 0) {
                    isOpen = keep(Descriptors.read(arena, pipe.readEnd(), buffer), buffer);
                } else {
                    isOpen = !wasOver;
                }
            }
        } catch (IOException e) {
            // poll(2) has no memory. What the program writes from now on is lost, as it is in the mail flow.
        } finally {
            Descriptors.close(pipe.readEnd());
        }
    }

    /** Keeps bytes if there is room for them. Returns whether there were any. */
    private boolean keep(int count, MemorySegment buffer) {
        int room = Math.min(count, KEPT_BYTES - kept.size());
        kept.writeBytes(buffer.asSlice(0, room).toArray(ValueLayout.JAVA_BYTE));
        return count > 0;
    }

    /** The beginning of what the program wrote to its standard output. To be called when it has ended; it closes both. */
    public byte[] output() throws InterruptedException {
        isOver = true;
        reader.join();
        close();
        return kept.toByteArray();
    }

    @Override
    public void close() {
        isOver = true;
        if (!isClosed) {
            isClosed = true;
            input.close();
            Descriptors.close(pipe.writeEnd());
        }
    }
}
