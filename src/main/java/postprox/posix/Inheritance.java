package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a process has left to this one, its {@link SuccessorProcess}, beside the listening socket: its standard output and standard error,
 * and a pipe to it. Thread-safe, but {@link #awaitEnd} is for platform threads.
 */
public final class Inheritance {
    private static final int OUTPUT = 3;
    private static final int ERRORS = 4;
    private static final int LINK = 5;

    /**
     * Finds it.
     *
     * @throws IOException if there is none: no process has started this one as its successor
     */
    public Inheritance() throws IOException {
        if (!OwnProcess.descriptorTarget(LINK).startsWith("pipe:") || !OwnProcess.isSocket(0)) {
            throw new IOException("no other process has left its socket to this one");
        }
    }

    /** Says a line to the other process, of at most 200 characters. One that has ended does not hear it. */
    public void say(String line) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
            int _ = Descriptors.write(arena, LINK, arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes));
        } catch (IOException e) {
            // It has ended.
        }
    }

    /** Has this process write to the other one's standard output and standard error from now on, and no more to it. */
    public void takeStreams() {
        StandardStreams.replace(OUTPUT, ERRORS);
    }

    /** Waits for the end of the other process. */
    public void awaitEnd(Duration patience) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            PollSet set = new PollSet(arena);
            // A pipe that nobody reads is in error (poll(2)).
            set.put(0, LINK, PollSet.HANG_UP_ALONE);
            long end = System.nanoTime() + patience.toNanos();
            long left = patience.toMillis();
            while (left > 0 && !set.isReady(0)) {
                set.poll(errno, (int) left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
        } catch (IOException e) {
            // It is not waited for.
        }
    }
}
