package postprox.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads content by the letter of RFC 5321: it ends with CRLF.CRLF and with nothing else. */
final class ContentRecorder {
    /** What comes beyond is only counted and digested. */
    private static final int MOST_KEPT = 16 * 1024 * 1024;

    private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final MessageDigest digest = sha256();
    private long size;

    /** Behind DATA, content stands at the beginning of a line. */
    private int matched = 2;

    /** Reads on to the end of a line or of the content, whatever comes first; false where the input ended. */
    boolean readLine(InputStream in) throws IOException {
        while (true) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            take((byte) next);
            if (matched == 2 || isWhole()) {
                return true;
            }
        }
    }

    boolean isWhole() {
        return matched == END.length;
    }

    /** The content without its final dot; as much of it as was kept. */
    byte[] content() {
        byte[] all = kept.toByteArray();
        return size <= MOST_KEPT && isWhole() ? Arrays.copyOf(all, all.length - 3) : all;
    }

    /** The number of bytes, the final dot included. */
    long size() {
        return size;
    }

    /** SHA-256 of everything, the final dot included. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void take(byte next) {
        if (size++ < MOST_KEPT) {
            kept.write(next);
        }
        digest.update(next);
        if (next == END[matched]) {
            matched++;
        } else {
            matched = next == '\r' ? 1 : 0;
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
