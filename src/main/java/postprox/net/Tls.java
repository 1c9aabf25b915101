package postprox.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** Whom postprox trusts as the server of a TLS connection, and what it demands of such a connection. Thread-safe. */
public final class Tls {
    /** TLS 1.0 and 1.1 are no longer to be used (RFC 8996). */
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext context;

    private Tls(Optional<KeyStore> authorities) throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities.orElse(null));
            this.context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
        } catch (GeneralSecurityException e) {
            throw new IOException("Java cannot use TLS here: " + e.getMessage(), e);
        }
    }

    /** Trusts the certification authorities that the JDK trusts. */
    public static Tls ofKnownAuthorities() throws IOException {
        return new Tls(Optional.empty());
    }

    /**
     * Trusts some certificates alone, and what they have signed.
     *
     * @param pem the certificates, each between the lines {@code BEGIN CERTIFICATE} and {@code END CERTIFICATE}
     * @throws IOException if there is none
     */
    public static Tls trusting(byte[] pem) throws IOException {
        try {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            for (Certificate certificate : certificates) {
                authorities.setCertificateEntry("authority-" + authorities.size(), certificate);
            }
            if (certificates.isEmpty()) {
                throw new IOException("it has no certificate; write certificates in PEM there");
            }
            return new Tls(Optional.of(authorities));
        } catch (GeneralSecurityException e) {
            throw new IOException("it has no certificates in PEM: " + e.getMessage(), e);
        }
    }

    /**
     * Begins TLS over a connection. The server must have a certificate for the host's name. The connection's own limits of time hold.
     *
     * @param host the host as the administrator wrote it
     * @return a wire over that connection, which is closed if this fails
     * @throws ServiceDialer.NotConnected if there is no agreement, or if the server is not to be trusted
     * @throws WireException              if the connection breaks, or its time is over
     */
    public Wire over(Wire wire, String host, int port) throws IOException {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters demands = engine.getSSLParameters();
        demands.setProtocols(VERSIONS);
        // The rules by which the name must fit the certificate (RFC 9110 section 4.3.4).
        demands.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(demands);
        return TlsWire.over(wire, engine);
    }
}
