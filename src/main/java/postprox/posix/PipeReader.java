package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;

/** Reads what a program writes to its pipes, until it has ended. For one thread. */
final class PipeReader {
    private static final int BUFFER_BYTES = 16 * 1024;

    /** The capacity of a pipe (fcntl(2), F_GETPIPE_SZ): as much may be left to read when its writer has ended. */
    private static final int PIPE_BYTES = 64 * 1024;

    private static final int OUTPUT = 0;
    private static final int ERRORS = 1;
    private static final int END = 2;

    private final int pidfd;
    private final int output;
    private final int errors;
    private final PollSet set;
    private final MemorySegment errno;
    private final MemorySegment buffer;
    private final PipeListener listener;
    private final ReentrantLock reading;
    private boolean outputIsOpen = true;
    private boolean errorsAreOpen = true;

    /**
     * Makes a reader whose buffers last as long as an arena.
     *
     * @param pidfd   can be read when the program has ended (pidfd_open(2))
     * @param output  the reading end of the pipe at its standard output
     * @param errors  the reading end of the pipe at its standard error
     * @param reading is held from a read of the output until the listener has the bytes
     */
    PipeReader(Arena arena, int pidfd, int output, int errors, ReentrantLock reading, PipeListener listener) {
        this.pidfd = pidfd;
        this.output = output;
        this.errors = errors;
        this.reading = reading;
        this.set = new PollSet(arena, 3);
        this.errno = Libc.errnoSegment(arena);
        this.buffer = arena.allocate(BUFFER_BYTES);
        this.listener = listener;
    }

    /** Waits for bytes or for the program's end, and reads the bytes. Returns whether the program has ended. */
    boolean readUntilEnd() throws IOException {
        await(pidfd, -1);
        if (set.isReady(OUTPUT)) {
            int _ = readOutput();
        }
        if (set.isReady(ERRORS)) {
            int _ = readErrors();
        }
        return set.isReady(END);
    }

    /** Reads what the program wrote before its end. At most a pipe's capacity, since its children may go on writing. */
    void readRest() throws IOException {
        int left = 2 * PIPE_BYTES;
        await(PollSet.NONE, 0);
        while (left > 0 && (set.isReady(OUTPUT) || set.isReady(ERRORS))) {
            left -= set.isReady(OUTPUT) ? readOutput() : readErrors();
            await(PollSet.NONE, 0);
        }
    }

    private void await(int end, int millis) throws IOException {
        set.put(OUTPUT, outputIsOpen ? output : PollSet.NONE, PollSet.READABLE);
        set.put(ERRORS, errorsAreOpen ? errors : PollSet.NONE, PollSet.READABLE);
        set.put(END, end, PollSet.READABLE);
        set.poll(errno, millis);
    }

    private int readOutput() {
        reading.lock();
        try {
            byte[] bytes = read(output);
            outputIsOpen = bytes.length > 0;
            if (outputIsOpen) {
                listener.output(bytes);
            } else {
                listener.outputClosed();
            }
            return bytes.length;
        } finally {
            reading.unlock();
        }
    }

    private int readErrors() {
        byte[] bytes = read(errors);
        errorsAreOpen = bytes.length > 0;
        if (errorsAreOpen) {
            listener.errors(bytes);
        }
        return bytes.length;
    }

    private byte[] read(int descriptor) {
        try (Arena step = Arena.ofConfined()) {
            int count = Descriptors.read(step, descriptor, buffer);
            return buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
