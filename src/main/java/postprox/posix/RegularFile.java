package postprox.posix;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files in whose place somebody else may have put something. */
public final class RegularFile {
    private RegularFile() {}

    /**
     * Opens a file to read it. Java would follow a link that has just replaced it, or wait for ever in a fifo.
     *
     * @throws IOException where it is anything but a regular file, or may not be read
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
