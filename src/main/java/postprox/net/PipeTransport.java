package postprox.net;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import postprox.posix.Readiness;

/** A transport of two descriptors, one to read and one to write: pipes, files or a terminal. */
record PipeTransport(ReadableByteChannel input, WritableByteChannel output, Waiting waiting) implements Transport {
    /** Waits for a descriptor that is in non-blocking mode, after a read or a write moved no byte. A wait may end early. */
    interface Waiting {
        void forInput() throws IOException;

        void forOutput() throws IOException;
    }

    static PipeTransport standard() {
        return new PipeTransport(
                new FileInputStream(FileDescriptor.in).getChannel(),
                new FileOutputStream(FileDescriptor.out).getChannel(),
                new Standard());
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = input.read(into);
        while (count == 0 && into.hasRemaining()) {
            waiting.forInput();
            count = input.read(into);
        }
        return count;
    }

    /** Reads nothing, since the end of the input does not mean that the client has gone: it may still read the output. */
    @Override
    public int readNow(ByteBuffer into) {
        return 0;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int count = output.write(from);
        while (count == 0 && from.hasRemaining()) {
            waiting.forOutput();
            count = output.write(from);
        }
        return count;
    }

    @Override
    public void endOutput() throws IOException {
        output.close();
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

    /** Standard input and output. */
    private static final class Standard implements Waiting {
        private static final int INPUT = 0;
        private static final int OUTPUT = 1;

        /** The length of one wait in milliseconds. Closing a channel ends no wait, so the thread notices it after this time. */
        private static final int LOOK_MILLIS = 100;

        @Override
        public void forInput() throws IOException {
            Readiness.awaitReadable(INPUT, LOOK_MILLIS);
        }

        @Override
        public void forOutput() throws IOException {
            Readiness.awaitWritable(OUTPUT, LOOK_MILLIS);
        }
    }
}
