package postprox.net;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Two descriptors, one to read and one to write: pipes, files or a terminal. */
record PipeTransport(FileChannel input, FileChannel output) implements Transport {
    static PipeTransport standard() {
        return new PipeTransport(
                new FileInputStream(FileDescriptor.in).getChannel(),
                new FileOutputStream(FileDescriptor.out).getChannel());
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return input.read(into);
    }

    /** The end of our input says nothing about who reads our output: somebody may well wait there for replies. */
    @Override
    public int readNow(ByteBuffer into) {
        return 0;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return output.write(from);
    }

    @Override
    public void stopReading() throws IOException {
        input.close();
    }

    @Override
    public void close() throws IOException {
        try (output) {
            input.close();
        }
    }
}
