package postprox.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import postprox.net.ServiceDialer.NotConnected;
import postprox.time.Deadline;

/** TLS over another wire, whose limits of time hold for each byte of it. It is closed without a farewell: what goes over it has an end. */
final class TlsWire implements Wire {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Wire wire;
    private final SSLEngine engine;
    private final ByteBuffer toSend;

    // Both stand ready to be read from.
    private final ByteBuffer received;
    private final ByteBuffer plain;

    private TlsWire(Wire wire, SSLEngine engine) {
        this.wire = wire;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        this.toSend = ByteBuffer.allocate(packet);
        this.received = ByteBuffer.allocate(2 * packet).flip();
        this.plain = ByteBuffer.allocate(2 * engine.getSession().getApplicationBufferSize())
                .flip();
    }

    /** Makes the handshake. The wire is closed if it fails. */
    static TlsWire over(Wire wire, SSLEngine engine) throws IOException {
        TlsWire tls = new TlsWire(wire, engine);
        boolean isDone = false;
        try {
            engine.beginHandshake();
            tls.shakeHands();
            requireValid(engine);
            isDone = true;
            return tls;
        } catch (SSLException e) {
            tls.tellWhy();
            throw new NotConnected(NotConnected.Why.REFUSED, new IOException("no TLS: " + reason(e), e));
        } finally {
            if (!isDone) {
                wire.close();
            }
        }
    }

    /** Java does not look at the time of a certificate that is itself among those to trust. */
    private static void requireValid(SSLEngine engine) throws SSLException {
        try {
            if (engine.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
                certificate.checkValidity();
            }
        } catch (CertificateException e) {
            throw new SSLException("the certificate is not valid now: " + e.getMessage(), e);
        }
    }

    private void shakeHands() throws SSLException, WireException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    var _ = wrap(NOTHING);
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (unwrap() == Status.BUFFER_UNDERFLOW && fill(wire::read) < 0) {
                        throw new SSLException("it closed the connection during the handshake");
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends the server the alert in which the engine says why it ends the handshake, so that its log has it too. */
    private void tellWhy() {
        try {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                var _ = wrap(NOTHING);
            }
        } catch (IOException e) {
            // The connection is over in any case.
        }
    }

    private SSLEngineResult wrap(ByteBuffer bytes) throws SSLException, WireException {
        toSend.clear();
        SSLEngineResult result = engine.wrap(bytes, toSend);
        wire.write(toSend.array(), 0, toSend.position());
        return result;
    }

    /** Decrypts what has been received. */
    private Status unwrap() throws SSLException {
        plain.compact();
        try {
            return engine.unwrap(received, plain).getStatus();
        } finally {
            plain.flip();
        }
    }

    @FunctionalInterface
    private interface Source {
        int read(byte[] buffer, int offset, int length) throws WireException;
    }

    private int fill(Source source) throws WireException {
        // A server may send for ever what holds no bytes for the reader, such as new keys. Then no read of this wire
        // ends, so that its reader cannot give way.
        wire.giveWay();
        received.compact();
        try {
            int count = source.read(received.array(), received.position(), received.remaining());
            received.position(received.position() + Math.max(0, count));
            return count;
        } finally {
            received.flip();
        }
    }

    @Override
    public void timeouts(Duration perOperation, Deadline deadline) {
        wire.timeouts(perOperation, deadline);
    }

    @Override
    public void giveWay() throws WireException {
        wire.giveWay();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws WireException {
        int count = 0;
        while (count == 0) {
            count = take(buffer, offset, length, wire::read);
        }
        return count;
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) throws WireException {
        return take(buffer, offset, length, wire::readNow);
    }

    /** Takes bytes. Returns 0 if the source has none now, or nothing but what the engine keeps for itself. */
    private int take(byte[] buffer, int offset, int length, Source source) throws WireException {
        while (!plain.hasRemaining()) {
            Status status = decrypt();
            if (status == Status.CLOSED) {
                return -1;
            }
            if (status == Status.BUFFER_UNDERFLOW) {
                int count = fill(source);
                if (count < 0) {
                    // Without a farewell nobody can tell whether this is all (RFC 8446 section 6.1).
                    throw new WireException(
                            WireException.Cause.CLOSED, "it closed the connection without a TLS farewell");
                }
                if (count == 0) {
                    return 0;
                }
            }
        }
        int count = Math.min(length, plain.remaining());
        plain.get(buffer, offset, count);
        return count;
    }

    private Status decrypt() throws WireException {
        try {
            Status status = unwrap();
            // A server may have keys changed at any time (RFC 8446 section 4.6.3).
            HandshakeStatus needed = engine.getHandshakeStatus();
            if (needed == HandshakeStatus.NEED_WRAP && status != Status.CLOSED || needed == HandshakeStatus.NEED_TASK) {
                requireOneHandshake();
                shakeHands();
            }
            return status;
        } catch (SSLException e) {
            throw broken(e);
        }
    }

    /** Before TLS 1.3 a server may begin another handshake and go on with data in it, for which there is no room. */
    private void requireOneHandshake() throws SSLException {
        if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
            throw new SSLException("it wants to negotiate anew; switch that off there, or let it speak TLS 1.3");
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws WireException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, length);
        try {
            while (bytes.hasRemaining()) {
                if (wrap(bytes).getStatus() == Status.CLOSED) {
                    throw new WireException(WireException.Cause.CLOSED, "it has ended TLS");
                }
            }
        } catch (SSLException e) {
            throw broken(e);
        }
    }

    private static WireException broken(SSLException e) {
        return new WireException(WireException.Cause.CLOSED, "TLS broke: " + reason(e));
    }

    /** The engine's words; those of the check of a certificate stand in the last cause. */
    private static String reason(SSLException e) {
        Throwable last = e;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }

    @Override
    public void acknowledge() {
        wire.acknowledge();
    }

    /** The server learns it by a farewell (close_notify), and may still answer (RFC 8446 section 6.1). */
    @Override
    public void endOutput() throws WireException {
        engine.closeOutbound();
        try {
            var _ = wrap(NOTHING);
        } catch (SSLException e) {
            throw broken(e);
        }
        wire.endOutput();
    }

    @Override
    public void interrupt() {
        wire.interrupt();
    }

    @Override
    public String peer() {
        return wire.peer();
    }

    @Override
    public void close() {
        wire.close();
    }
}
