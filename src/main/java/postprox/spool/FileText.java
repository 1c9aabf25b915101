package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** A text on disk. */
final class FileText implements SpooledText {
    private final Disk disk;
    private final FileChannel channel;
    private final String name;
    private final long size;
    private final OptionalLong expected;
    private final CRC32C checksum = new CRC32C();
    private long position;

    /**
     * The first bytes of a file.
     *
     * @param expected the checksum that they must have, if that is known
     */
    FileText(Disk disk, FileChannel channel, String name, long size, OptionalLong expected) {
        this.disk = disk;
        this.channel = channel;
        this.name = name;
        this.size = size;
        this.expected = expected;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(byte[] block) throws SpoolException {
        if (position == size) {
            return -1;
        }
        int count = readSome(block);
        position += count;
        if (expected.isPresent()) {
            checksum.update(block, 0, count);
            if (position == size && checksum.getValue() != expected.getAsLong()) {
                throw new MessageModifiedException(name);
            }
        }
        return count;
    }

    private int readSome(byte[] block) throws SpoolException {
        try {
            int most = (int) Math.min(block.length, size - position);
            int count = disk.read(channel, ByteBuffer.wrap(block, 0, most), position);
            if (count < 0) {
                throw new IOException("it was cut short while it was read");
            }
            return count;
        } catch (IOException e) {
            throw new SpoolException("cannot read " + name, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is closed all the same (close(2)).
        }
    }
}
