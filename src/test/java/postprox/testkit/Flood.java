package postprox.testkit;

import java.nio.ByteBuffer;
import postprox.net.Transport;

/** A connection on which there are always bytes. */
public class Flood implements Transport {
    @Override
    public int read(ByteBuffer into) {
        int count = into.remaining();
        into.position(into.limit());
        return count;
    }

    @Override
    public int readNow(ByteBuffer into) {
        return read(into);
    }

    @Override
    public int write(ByteBuffer from) {
        return read(from);
    }

    @Override
    public void stopReading() {}

    @Override
    public void endOutput() {}

    @Override
    public void close() {}
}
