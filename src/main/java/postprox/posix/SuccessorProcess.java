package postprox.posix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A program that is to take the place of this process. It gets the listening socket as descriptor 0, and is nobody's child that this
 * process would have to wait for: a service manager sees it end. What it writes to standard output and standard error comes here until it
 * is ready. {@link Inheritance} is its end. For one platform thread; {@link #kill} is for any.
 */
public final class SuccessorProcess implements AutoCloseable {
    /** Descriptors from here on are none of those that the program gets. */
    private static final int BEYOND = 10;

    /** The shell ends at once, so that the program becomes a child of the service manager, or of process 1. */
    private static final String DETACHED = "exec 9<&0; \"$@\" <&9 9<&- &";

    private static final int OUTPUT_BYTES = 64 * 1024;
    private static final int WORD_BYTES = 256;

    private final int group;
    private final int output;
    private final int link;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream words = new ByteArrayOutputStream();
    private boolean hasEnded;

    private SuccessorProcess(int group, int output, int link) {
        this.group = group;
        this.output = output;
        this.link = link;
    }

    /**
     * Starts the program.
     *
     * @param command   its path and arguments, one byte a character
     * @param listening the listening socket
     * @throws IOException if no program can be started. One that is not there is told later, by {@link #output}
     */
    public static SuccessorProcess start(List<String> command, List<String> environment, int listening)
            throws IOException {
        List<String> shell = new ArrayList<>(List.of("sh", "-c", DETACHED, "postprox"));
        shell.addAll(command);
        Set<Integer> opened = new HashSet<>();
        try (Arena arena = Arena.ofConfined()) {
            Descriptors.Pipe output = pipe(arena, opened);
            Descriptors.Pipe link = pipe(arena, opened);
            int[] sources = {listening, output.writeEnd(), output.writeEnd(), 1, 2, link.writeEnd()};
            for (int i = 0; i < sources.length; i++) {
                sources[i] = FileFlags.duplicate(arena, sources[i], BEYOND);
                opened.add(sources[i]);
            }
            int pid = Spawner.spawn(new SpawnRequest("/bin/sh", shell, environment), sources);
            opened.remove(output.readEnd());
            opened.remove(link.readEnd());
            var _ = Processes.reap(pid);
            return new SuccessorProcess(pid, output.readEnd(), link.readEnd());
        } finally {
            opened.forEach(Descriptors::close);
        }
    }

    private static Descriptors.Pipe pipe(Arena arena, Set<Integer> opened) throws IOException {
        Descriptors.Pipe pipe = Descriptors.pipe(arena);
        opened.add(pipe.readEnd());
        opened.add(pipe.writeEnd());
        return pipe;
    }

    /**
     * Waits for what the program says next by {@link Inheritance#say}.
     *
     * @param patience the longest wait; empty for no limit
     * @return a line without its end; empty if the program has ended, or the time is over
     */
    public Optional<String> next(Optional<Duration> patience) throws IOException {
        Optional<String> known = word();
        if (known.isPresent()) {
            return known;
        }
        long end = System.nanoTime() + patience.orElse(Duration.ZERO).toNanos();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4096);
            PollSet set = new PollSet(arena);
            set.put(0, link, PollSet.READABLE);
            set.put(1, output, PollSet.READABLE);
            while (!hasEnded && words.size() < WORD_BYTES) {
                long left = patience.isEmpty() ? -1 : Math.max(0, (end - System.nanoTime()) / 1_000_000);
                set.poll(Libc.errnoSegment(arena), (int) left);
                if (set.isReady(1) && !keep(arena, output, buffer, said, OUTPUT_BYTES)) {
                    set.put(1, PollSet.NONE, PollSet.READABLE);
                }
                if (set.isReady(0)) {
                    hasEnded = !keep(arena, link, buffer, words, WORD_BYTES);
                    Optional<String> word = word();
                    if (word.isPresent()) {
                        return word;
                    }
                } else if (left == 0) {
                    break;
                }
            }
            // What it complained of at its end may come after the end itself is seen.
            while (hasEnded
                    && Descriptors.awaitReadable(arena, output, PollSet.NONE, 0) != 0
                    && keep(arena, output, buffer, said, OUTPUT_BYTES)) {}
            return Optional.empty();
        }
    }

    /** Reads once, and keeps as much as there is room for. Returns false at the end. */
    private static boolean keep(
            Arena arena, int descriptor, MemorySegment buffer, ByteArrayOutputStream kept, int most) {
        int count = Descriptors.read(arena, descriptor, buffer);
        kept.write(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE), 0, Math.min(count, most - kept.size()));
        return count > 0;
    }

    private Optional<String> word() {
        String text = words.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        if (end < 0) {
            return Optional.empty();
        }
        words.reset();
        words.writeBytes(text.substring(end + 1).getBytes(StandardCharsets.ISO_8859_1));
        return Optional.of(text.substring(0, end));
    }

    /** Whether the program has ended, as far as {@link #next} has seen. */
    public boolean hasEnded() {
        return hasEnded;
    }

    /** What it has written to standard output and standard error, one byte a character. */
    public String output() {
        return said.toString(StandardCharsets.ISO_8859_1);
    }

    /** Kills it, with all that it has started and that stayed in its process group. */
    public void kill() {
        Processes.killGroup(group, Processes.SIGKILL);
    }

    /** Lets it go on alone. */
    @Override
    public void close() {
        Descriptors.close(output);
        Descriptors.close(link);
    }
}
