package postprox.posix;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is open to be read, so that its descriptor can be passed to another process. Closing it does not remove the file. */
public final class OpenFile implements AutoCloseable {
    private final int descriptor;

    OpenFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens an existing file. Does not follow a link, and does not wait if it is a fifo.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    public static OpenFile of(Path path) throws IOException {
        return new OpenFile(Descriptors.open(path, Descriptors.O_RDONLY));
    }

    /** A path that leads to this open file, whatever stands at its own path now (proc(5)). */
    public Path path() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        Descriptors.close(descriptor);
    }
}
