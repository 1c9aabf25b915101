package postprox.proxyprotocol;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import postprox.smtp.ByteSource;

/**
 * What a header of the PROXY protocol says (proxy-protocol.txt of HAProxy).
 *
 * @param source   the address of the balancer's client; empty if the header does not tell it (LOCAL, UNKNOWN, UNSPEC, a Unix socket)
 * @param isLocal  whether the balancer has connected for itself, as for a health check
 * @param uniqueId the name that the balancer has given to the connection, up to 128 bytes, one a character; empty if it has none.
 *     The bytes may be any
 */
public record ProxyHeader(Optional<InetSocketAddress> source, boolean isLocal, String uniqueId) {
    /** A header that tells nothing of a client. */
    static final ProxyHeader UNTOLD = new ProxyHeader(Optional.empty(), false, "");

    /** A header of a balancer that has connected for itself. */
    static final ProxyHeader LOCAL = new ProxyHeader(Optional.empty(), true, "");

    /**
     * Reads a header of version 1 or 2, and not a byte more. Both are demanded: whoever guessed whether there is a header would let
     * everyone write one (section 2 of the specification).
     *
     * @param in a source that may give the header in pieces, and whose reads take no more than they are asked for
     * @return the header; empty if the source ended before its first byte
     * @throws WrongHeaderException if the bytes are no header, found at the first byte that shows it
     * @throws IOException          if the source fails
     */
    public static Optional<ProxyHeader> read(ByteSource in) throws IOException, WrongHeaderException {
        HeaderBytes bytes = new HeaderBytes(in);
        while (bytes.count() < VersionOne.LEAST_BYTES) {
            if (!bytes.readSome(VersionOne.LEAST_BYTES)) {
                return Optional.empty();
            }
            if (!bytes.mayBegin(VersionOne.SIGNATURE) && !bytes.mayBegin(VersionTwo.SIGNATURE)) {
                throw new WrongHeaderException("no PROXY header came first");
            }
        }
        return Optional.of(bytes.mayBegin(VersionOne.SIGNATURE) ? VersionOne.read(bytes) : VersionTwo.read(bytes));
    }
}
