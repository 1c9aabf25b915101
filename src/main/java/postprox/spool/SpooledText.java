package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A text on disk, to be read from its beginning to its end. Not thread-safe. */
public final class SpooledText implements AutoCloseable {
    private final FileChannel channel;
    private final String name;
    private final long size;
    private long position;

    SpooledText(FileChannel channel, String name, long size) {
        this.channel = channel;
        this.name = name;
        this.size = size;
    }

    /** How many bytes it has: no more are read, and fewer are a failure. */
    public long size() {
        return size;
    }

    /**
     * Reads the next block.
     *
     * @return how many bytes it has, -1 at the end
     * @throws SpoolException also where somebody cut the file short, so that a part never passes for the whole
     */
    public int read(byte[] block) throws SpoolException {
        if (position == size) {
            return -1;
        }
        try {
            int most = (int) Math.min(block.length, size - position);
            int count = channel.read(ByteBuffer.wrap(block, 0, most), position);
            if (count < 0) {
                throw new IOException("it was cut short while it was read");
            }
            position += count;
            return count;
        } catch (IOException e) {
            throw new SpoolException("cannot read " + name, e);
        }
    }

    /** Only read from, so that nothing is lost if this fails: an answer that was got before stands. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is closed all the same (close(2)).
        }
    }
}
