package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** A text on disk: the first bytes of an open file. */
final class FileText implements SpooledText {
    private final Disk disk;
    private final FileChannel channel;
    private final String name;
    private final long size;
    private final OptionalLong expectedChecksum;
    private final CRC32C checksum = new CRC32C();
    private long position;
    private boolean begun;

    /** A text that another program wrote. Its bytes are not checked, and its file may hold more bytes after it. */
    FileText(Disk disk, FileChannel channel, String name, long size) {
        this(disk, channel, name, size, OptionalLong.empty());
    }

    /** A text that postprox wrote. When reading begins, its file must have this size; the bytes must have this checksum. */
    FileText(Disk disk, FileChannel channel, String name, long size, long expectedChecksum) {
        this(disk, channel, name, size, OptionalLong.of(expectedChecksum));
    }

    private FileText(Disk disk, FileChannel channel, String name, long size, OptionalLong expectedChecksum) {
        this.disk = disk;
        this.channel = channel;
        this.name = name;
        this.size = size;
        this.expectedChecksum = expectedChecksum;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(byte[] block) throws SpoolException {
        if (!begun) {
            begin();
        }
        if (position == size) {
            return -1;
        }
        int count = readSome(block);
        position += count;
        if (expectedChecksum.isPresent()) {
            checksum.update(block, 0, count);
            if (position == size && checksum.getValue() != expectedChecksum.getAsLong()) {
                throw new MessageModifiedException(name);
            }
        }
        return count;
    }

    private void begin() throws SpoolException {
        begun = true;
        try {
            if (expectedChecksum.isPresent() && channel.size() != size) {
                throw new MessageModifiedException(name);
            }
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw cannotRead(e);
        }
    }

    private int readSome(byte[] block) throws SpoolException {
        try {
            int max = (int) Math.min(block.length, size - position);
            int count = disk.read(channel, ByteBuffer.wrap(block, 0, max), position);
            if (count < 0) {
                throw new IOException("it was cut short while it was read");
            }
            return count;
        } catch (IOException e) {
            throw cannotRead(e);
        }
    }

    private SpoolException cannotRead(IOException reason) {
        return new SpoolException("cannot read " + name, reason);
    }

    @Override
    public SpooledText again() {
        return new FileText(disk, channel, name, size, expectedChecksum);
    }
}
