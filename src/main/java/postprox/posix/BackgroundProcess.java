package postprox.posix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Starts a program that goes on when this process ends, in a session of its own, and reads whether its start succeeded. */
public final class BackgroundProcess {
    private BackgroundProcess() {}

    /**
     * Starts a program, and waits until it has closed its standard output and standard error or has ended.
     *
     * @return the bytes that it wrote there, one a character; empty if its start succeeded
     */
    public static String start(SpawnRequest request) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Descriptors.Pipe pipe = Descriptors.pipe(arena);
            try {
                try {
                    int _ = Spawner.spawn(request, new Spawner.Output(pipe.writeEnd(), pipe.writeEnd()));
                } finally {
                    Descriptors.close(pipe.writeEnd());
                }
                return readAll(arena, pipe.readEnd());
            } finally {
                Descriptors.close(pipe.readEnd());
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
