package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk that fails when it is told to, and spools upon it. */
public final class FaultyDisk extends Disk {
    private final Faults faults;
    private final Path directory;

    /** Decides what fails. */
    public interface Faults {
        /** Called before a file is made, written to or read; throws what the disk would. */
        void strike() throws IOException;

        /** Called before a file is removed; throws what the disk would. */
        void strikeAtRemoval() throws IOException;
    }

    private FaultyDisk(Path directory, Faults faults) {
        this.directory = directory;
        this.faults = faults;
    }

    /** A disk in a directory. */
    public static FaultyDisk in(Path directory) {
        return new FaultyDisk(directory, new Faults() {
            @Override
            public void strike() {}

            @Override
            public void strikeAtRemoval() {}
        });
    }

    /** The same disk, failing at other times. */
    public FaultyDisk failing(Faults other) {
        return new FaultyDisk(directory, other);
    }

    /** A spool on it, whose messages together may take so many bytes of memory. */
    public Spool spool(long memory) {
        return new Spool(directory, this, memory);
    }

    /** Whether all that a spool may take of memory can be taken. */
    public static boolean isMemoryFree(Spool spool, int memory) {
        return spool.memory().take(memory) && !spool.memory().take(1);
    }

    @Override
    public FileChannel make(Path file) throws IOException {
        faults.strike();
        return super.make(file);
    }

    /** A disk may take a part before it fails. */
    @Override
    public void write(FileChannel file, ByteBuffer bytes) throws IOException {
        ByteBuffer half = bytes.slice(bytes.position(), bytes.remaining() / 2);
        super.write(file, half);
        bytes.position(bytes.position() + half.limit());
        faults.strike();
        super.write(file, bytes);
    }

    @Override
    public int read(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        faults.strike();
        return super.read(file, bytes, position);
    }

    @Override
    void checkRoom(ProcessDirectory where) throws IOException {
        faults.strike();
        super.checkRoom(where);
    }

    @Override
    public void remove(Path file) throws IOException {
        faults.strikeAtRemoval();
        super.remove(file);
    }

    @Override
    public void makeDirectory(Path where) throws IOException {
        faults.strike();
        super.makeDirectory(where);
    }

    @Override
    public void sync(FileChannel file) throws IOException {
        faults.strike();
        super.sync(file);
    }

    @Override
    public void syncDirectory(Path where) throws IOException {
        faults.strike();
        super.syncDirectory(where);
    }

    @Override
    public void rename(Path file, Path name) throws IOException {
        faults.strike();
        super.rename(file, name);
    }
}
