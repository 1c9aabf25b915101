package postprox.testkit;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import postprox.net.Link;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.time.Deadline;

/** A wire over another one, of which a test changes a part. */
public class ForwardingWire implements Wire {
    private final Wire inner;

    /** Makes a wire that does what the other one does. */
    protected ForwardingWire(Wire inner) {
        this.inner = inner;
    }

    @Override
    public void timeouts(Duration perOperation, Deadline deadline) {
        inner.timeouts(perOperation, deadline);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws WireException {
        return inner.read(buffer, offset, length);
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) throws WireException {
        return inner.readNow(buffer, offset, length);
    }

    @Override
    public void giveWay() throws WireException {
        inner.giveWay();
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws WireException {
        inner.write(buffer, offset, length);
    }

    @Override
    public void endOutput() throws WireException {
        inner.endOutput();
    }

    @Override
    public void acknowledge() {
        inner.acknowledge();
    }

    @Override
    public void interrupt() {
        inner.interrupt();
    }

    @Override
    public String peer() {
        return inner.peer();
    }

    @Override
    public Optional<InetAddress> address() {
        return inner.address();
    }

    @Override
    public Optional<Link> link() {
        return inner.link();
    }

    @Override
    public void close() {
        inner.close();
    }
}
