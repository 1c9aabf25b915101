package postprox.posix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Starts a program that goes on when this process ends, in a session of its own, and reads whether its start succeeded. If this
 * process is stopped before that, it ends the program too.
 */
public final class BackgroundProcess {
    /** How long a stop waits for the end of the program, which then leaves nothing. */
    private static final int END_MILLIS = 5000;

    // The shutdown hook takes this lock and keeps it, so that nothing is started or reported after it.
    private final ReentrantLock turn = new ReentrantLock();

    // The program, for as long as its start is under way. Only the thread that holds `turn` reads and writes it.
    private OptionalInt starting = OptionalInt.empty();

    private BackgroundProcess() {}

    /**
     * Starts a program, and waits until it has closed its standard output and standard error or has ended.
     *
     * @return the bytes that it wrote there, one a character; empty if its start succeeded
     */
    public static String start(SpawnRequest request) throws IOException {
        BackgroundProcess process = new BackgroundProcess();
        Runtime.getRuntime().addShutdownHook(new Thread(process::endUnlessStarted));
        try (Arena arena = Arena.ofConfined()) {
            Descriptors.Pipe pipe = Descriptors.pipe(arena);
            try {
                try {
                    process.spawn(request, pipe.writeEnd());
                } finally {
                    Descriptors.close(pipe.writeEnd());
                }
                String output = readAll(arena, pipe.readEnd());
                process.letGo();
                return output;
            } finally {
                Descriptors.close(pipe.readEnd());
            }
        }
    }

    private void spawn(SpawnRequest request, int output) throws IOException {
        turn.lock();
        try {
            starting = OptionalInt.of(Spawner.spawn(request, new Spawner.Streams(Spawner.NOWHERE, output, output)));
        } finally {
            turn.unlock();
        }
    }

    private void letGo() {
        turn.lock();
        try {
            starting = OptionalInt.empty();
        } finally {
            turn.unlock();
        }
    }

    /** This is the shutdown hook. */
    private void endUnlessStarted() {
        turn.lock();
        if (starting.isPresent()) {
            int pid = starting.getAsInt();
            Processes.killGroup(pid, Processes.SIGTERM);
            try (Arena arena = Arena.ofConfined()) {
                int _ = Descriptors.awaitReadable(arena, Processes.openPidfd(arena, pid), -1, END_MILLIS);
            } catch (IOException e) {
                // It ends all the same. Only its end is not waited for.
            }
        }
    }

    private static String readAll(Arena arena, int descriptor) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        MemorySegment buffer = arena.allocate(4096);
        int count;
        while ((count = Descriptors.read(arena, descriptor, buffer)) > 0) {
            text.writeBytes(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        }
        return text.toString(StandardCharsets.ISO_8859_1);
    }
}
