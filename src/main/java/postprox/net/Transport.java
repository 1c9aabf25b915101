package postprox.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The channels of a {@link ChannelWire}. A socket and a pair of pipes have a transport each. */
public interface Transport {
    /**
     * Reads at least one byte, and waits for it. It must not return 0 if there is room, since readers would try again without
     * a pause.
     *
     * @return the number of bytes read, or -1 at the end of input
     */
    int read(ByteBuffer into) throws IOException;

    /** Reads without waiting, see {@link Wire#readNow}. */
    int readNow(ByteBuffer into) throws IOException;

    /** Writes at least one byte, and waits for room. */
    int write(ByteBuffer from) throws IOException;

    /** Acknowledges what has come, see {@link Wire#acknowledge}. */
    default void acknowledge() throws IOException {}

    /** Ends the output, see {@link Wire#endOutput}. A transport that cannot end it alone fails. */
    void endOutput() throws IOException;

    /** Ends a read that another thread waits in. Writing remains possible. */
    void stopReading() throws IOException;

    void close() throws IOException;
}
