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
    private final OptionalLong expected;
    private final CRC32C checksum = new CRC32C();
    private long position;
    private boolean begun;

    /** A text that anybody may have written, of whatever its file holds besides. */
    FileText(Disk disk, FileChannel channel, String name, long size) {
        this(disk, channel, name, size, OptionalLong.empty());
    }

    /** A text that we wrote: its file must hold nothing else when reading begins, and the bytes must have this checksum. */
    FileText(Disk disk, FileChannel channel, String name, long size, long expected) {
        this(disk, channel, name, size, OptionalLong.of(expected));
    }

    private FileText(Disk disk, FileChannel channel, String name, long size, OptionalLong expected) {
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
        if (!begun) {
            begin();
        }
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

    private void begin() throws SpoolException {
        begun = true;
        try {
            if (expected.isPresent() && channel.size() != size) {
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
            int most = (int) Math.min(block.length, size - position);
            int count = disk.read(channel, ByteBuffer.wrap(block, 0, most), position);
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
        return new FileText(disk, channel, name, size, expected);
    }
}
