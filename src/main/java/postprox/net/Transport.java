package postprox.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The channels beneath a {@link ChannelWire}: what differs between a socket and a pair of pipes. */
public interface Transport {
    /** Reads at least a byte, waiting for it if need be; -1 at the end. Whoever reads takes 0 for progress. */
    int read(ByteBuffer into) throws IOException;

    /** As {@link Wire#readNow}. */
    int readNow(ByteBuffer into) throws IOException;

    /** Writes at least a byte, waiting for room if need be. */
    int write(ByteBuffer from) throws IOException;

    /** Makes the read that waits now end, from another thread; writing goes on. */
    void stopReading() throws IOException;

    void close() throws IOException;
}
