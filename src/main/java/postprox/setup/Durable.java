package postprox.setup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What must be on the disk before the next step, since the machine may lose its power between the two. */
final class Durable {
    private Durable() {}

    /** Waits until a file's content, or a directory's list of names, is on the disk (fsync(2)). */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The same for a directory and those above it, up to a given one, all of which may be new. */
    static void forceUpTo(Path top, Path directory) throws IOException {
        force(directory);
        if (!directory.equals(top)) {
            forceUpTo(top, directory.resolve("..").normalize());
        }
    }
}
