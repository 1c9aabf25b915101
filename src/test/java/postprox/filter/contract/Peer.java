package postprox.filter.contract;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import postprox.filter.Filter;

/** The other side of one kind of filter, which behaves as a test wants it. */
interface Peer extends AutoCloseable {
    String REFUSAL = "5.7.1 not wanted here";
    String FIELD = "X-Contract: kept";

    /** The filter that asks this peer. */
    Filter filter();

    /** What this kind cannot do, since its protocol has no such thing. */
    Set<Behaviour> foreign();

    default boolean can(Behaviour behaviour) {
        return !foreign().contains(behaviour);
    }

    /** How the peer behaves from now on. Messages that are being examined are not concerned. */
    void behave(Behaviour behaviour) throws IOException;

    /** Ends the peer. The filter is closed before. */
    @Override
    void close() throws IOException;

    /** A digest of a content, in hexadecimal. */
    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has it", e);
        }
    }
}
