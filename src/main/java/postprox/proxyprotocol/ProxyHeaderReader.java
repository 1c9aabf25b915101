package postprox.proxyprotocol;

import java.io.IOException;
import java.util.Optional;
import postprox.smtp.ByteSource;

/** Reads the header of a connection. */
public final class ProxyHeaderReader {
    private ProxyHeaderReader() {}

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
