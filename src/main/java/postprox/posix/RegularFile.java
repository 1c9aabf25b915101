package postprox.posix;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens a file in whose place another program may have put a link, a fifo or a device. Thread-safe. */
public final class RegularFile {
    private RegularFile() {}

    /**
     * Opens a regular file to read it. Java itself would follow a link, or wait for ever for a writer of a fifo.
     *
     * @throws IOException if it is not a regular file, or must not be read
     */
    public static FileChannel open(Path path) throws IOException {
        int descriptor = Descriptors.open(path, Descriptors.O_RDONLY);
        try {
            Path opened = Path.of("/proc/self/fd/" + descriptor);
            if (!Files.isRegularFile(opened)) {
                throw new IOException("it is not a regular file");
            }
            return FileChannel.open(opened, StandardOpenOption.READ);
        } finally {
            Descriptors.close(descriptor);
        }
    }
}
