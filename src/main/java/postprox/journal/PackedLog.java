package postprox.journal;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;

/**
 * A rotated log that gzip(1) has packed. It can be read from its beginning alone, and so it is unpacked to a file, which takes no memory.
 * The file has no name once it is open: nothing remains of it, however this process ends.
 */
final class PackedLog {
    private static final int BLOCK = 64 * 1024;

    /** Looking at the disk takes a system call. */
    private static final int BLOCKS_A_LOOK = 256;

    /** Who may write a log can pack zeros by the terabyte. */
    private static final long LEAST_FREE = 256L << 20;

    private PackedLog() {}

    /** Unpacks a file. */
    static FileChannel unpack(Path packed) throws IOException {
        Path into = Files.createTempFile("postprox-log", "");
        FileChannel channel = FileChannel.open(
                into, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try (InputStream text =
                new GZIPInputStream(new BufferedInputStream(Channels.newInputStream(LogFiles.open(packed))))) {
            copy(text, channel, into.resolveSibling("").toFile());
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void copy(InputStream text, FileChannel into, File disk) throws IOException {
        byte[] block = new byte[BLOCK];
        int blocks = 0;
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            ByteBuffer bytes = ByteBuffer.wrap(block, 0, count);
            while (bytes.hasRemaining()) {
                int _ = into.write(bytes);
            }
            if (++blocks % BLOCKS_A_LOOK == 0 && disk.getUsableSpace() < LEAST_FREE) {
                throw new IOException("there is no room to unpack it in the directory for temporary files");
            }
        }
    }
}
