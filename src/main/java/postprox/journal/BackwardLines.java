package postprox.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The lines of a file, the last one first. It keeps one block and one line of the file, whatever size that has. What comes to the file
 * after it was opened is left out. Not thread-safe.
 */
final class BackwardLines implements AutoCloseable {
    /** More than postprox writes in a line (docs/LOG.md). A longer line is cut, so that it is no JSON. */
    static final int MAX_LINE = 64 * 1024;

    private static final int BLOCK = 64 * 1024;

    private final FileChannel channel;
    private final byte[] block = new byte[BLOCK];
    // The line that is being read stands at the end of this, back to front.
    private final byte[] line = new byte[MAX_LINE];

    private long begin;
    private int left;
    private boolean isOver;

    private BackwardLines(FileChannel channel) throws IOException {
        this.channel = channel;
        this.begin = channel.size();
    }

    static BackwardLines of(Path file) throws IOException {
        FileChannel channel = LogFiles.open(file);
        try {
            return new BackwardLines(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The line before the last one that was read, without its line end; empty at the beginning of the file. */
    Optional<String> next() throws IOException {
        int length = 0;
        boolean isAny = false;
        while (left > 0 || fill() > 0) {
            byte b = block[--left];
            if (b == '\n' && isAny) {
                left++;
                break;
            }
            isAny = true;
            if (b != '\n' && length < MAX_LINE) {
                line[MAX_LINE - ++length] = b;
            }
        }
        isOver |= !isAny;
        return isOver
                ? Optional.empty()
                : Optional.of(new String(line, MAX_LINE - length, length, StandardCharsets.UTF_8));
    }

    /** Reads the block before the present one, and returns its length. */
    private int fill() throws IOException {
        left = Math.toIntExact(Math.min(BLOCK, begin));
        begin -= left;
        ByteBuffer into = ByteBuffer.wrap(block, 0, left);
        while (into.hasRemaining()) {
            if (channel.read(into, begin + into.position()) < 0) {
                throw new IOException("the file was cut while it was read");
            }
        }
        return left;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
