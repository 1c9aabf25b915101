package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;

/** The writing end of the pipe at a program's standard input. Thread-safe; no method waits. */
final class InputPipe {
    /** How long the thread that writes a rest waits before it looks whether the pipe is still open. */
    private static final int LOOK_MILLIS = 100;

    private final int descriptor;

    // Guards the one below: no byte goes to a descriptor that may belong to another by now.
    private final ReentrantLock lock = new ReentrantLock();
    private boolean isOpen = true;

    /** Makes a pipe of a descriptor whose writes do not wait. */
    InputPipe(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Writes bytes. What the pipe has no room for is written by a thread, as soon as there is room. The caller writes nothing more
     * until the program has answered.
     *
     * @throws IOException if the program has closed its standard input, or has ended
     */
    void write(byte[] bytes) throws IOException {
        int count = writeNow(bytes, 0);
        if (count < bytes.length) {
            try {
                Thread.ofPlatform().daemon().name("rest-of-request").start(() -> writeRest(bytes, count));
            } catch (OutOfMemoryError e) {
                throw new IOException("no thread to write to the program: " + e.getMessage(), e);
            }
        }
    }

    private void writeRest(byte[] bytes, int from) {
        try {
            int at = from;
            while (at < bytes.length) {
                Readiness.awaitWritable(descriptor, LOOK_MILLIS);
                at += writeNow(bytes, at);
            }
        } catch (IOException e) {
            // The program has ended or is being ended, which its listener hears.
        }
    }

    private int writeNow(byte[] bytes, int from) throws IOException {
        lock.lock();
        try (Arena arena = Arena.ofConfined()) {
            if (!isOpen) {
                throw new IOException("it has been told to end");
            }
            MemorySegment rest = arena.allocate(bytes.length - from);
            MemorySegment.copy(bytes, from, rest, ValueLayout.JAVA_BYTE, 0, bytes.length - from);
            return Descriptors.write(arena, descriptor, rest);
        } finally {
            lock.unlock();
        }
    }

    /** Closes the program's standard input. A second call does nothing. */
    void close() {
        lock.lock();
        try {
            if (isOpen) {
                isOpen = false;
                Descriptors.close(descriptor);
            }
        } finally {
            lock.unlock();
        }
    }
}
