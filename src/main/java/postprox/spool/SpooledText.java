package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A text on disk, to be read from its beginning to its end. Not thread-safe. */
public final class SpooledText implements AutoCloseable {
    private final FileChannel channel;
    private final String name;
    private long position;

    SpooledText(FileChannel channel, String name) {
        this.channel = channel;
        this.name = name;
    }

    /** How many bytes it has now. */
    public long size() throws SpoolException {
        try {
            return channel.size();
        } catch (IOException e) {
            throw new SpoolException("cannot read " + name, e);
        }
    }

    /**
     * Reads the next block.
     *
     * @return how many bytes it has, -1 at the end
     */
    public int read(byte[] block) throws SpoolException {
        try {
            int count = channel.read(ByteBuffer.wrap(block), position);
            position += Math.max(count, 0);
            return count;
        } catch (IOException e) {
            throw new SpoolException("cannot read " + name, e);
        }
    }

    @Override
    public void close() throws SpoolException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new SpoolException("cannot close " + name, e);
        }
    }
}
