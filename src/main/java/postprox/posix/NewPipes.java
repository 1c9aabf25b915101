package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;

/** The pipes of a program that is being started. All their ends are closed, but for those that are to be kept. */
final class NewPipes implements AutoCloseable {
    private final int[] ends = {-1, -1, -1, -1, -1, -1};
    private int count;

    Descriptors.Pipe make(Arena arena) throws IOException {
        Descriptors.Pipe pipe = Descriptors.pipe(arena);
        ends[count++] = pipe.readEnd();
        ends[count++] = pipe.writeEnd();
        return pipe;
    }

    void keep(int... kept) {
        for (int i = 0; i < ends.length; i++) {
            for (int end : kept) {
                ends[i] = ends[i] == end ? -1 : ends[i];
            }
        }
    }

    @Override
    public void close() {
        for (int end : ends) {
            Descriptors.close(end);
        }
    }
}
