package postprox.filter.hooks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import postprox.filter.CrlfText;
import postprox.filter.service.Exchange;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;

/**
 * A text with CRLF as the inside of a string of JSON (RFC 8259 section 7). Bytes that are no UTF-8 become U+FFFD, as in Stalwart. Not
 * thread-safe.
 */
final class EscapedText implements Exchange.Blocks {
    /** The most bytes that a byte of the text becomes: a control character is written {@code \}{@code u001F}. */
    private static final int MOST_FOR_A_BYTE = 6;

    private static final int SOURCE_BYTES = Exchange.BLOCK_BYTES / MOST_FOR_A_BYTE - 16;
    private static final char REPLACEMENT = '\uFFFD';

    private final CrlfText lines;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final byte[] source = new byte[SOURCE_BYTES];
    private final ByteBuffer bytes = ByteBuffer.allocate(SOURCE_BYTES + 8).flip();
    private final CharBuffer characters = CharBuffer.allocate(SOURCE_BYTES + 8);
    private long toSkip;
    private boolean isUtf8 = true;
    private boolean hasEnded;

    /**
     * Begins with a text.
     *
     * @param toSkip the number of bytes at its beginning, with CRLF, that are left out
     */
    EscapedText(SpooledText text, long toSkip) {
        this.lines = new CrlfText(text);
        this.toSkip = toSkip;
    }

    /** Whether all that was read so far is UTF-8. */
    boolean isUtf8() {
        return isUtf8;
    }

    /** The number of bytes up to the end. */
    long size() throws IOException {
        byte[] block = new byte[Exchange.BLOCK_BYTES];
        long size = 0;
        for (int count = read(block); count >= 0; count = read(block)) {
            size += count;
        }
        return size;
    }

    @Override
    public int read(byte[] block) throws IOException {
        if (hasEnded) {
            return -1;
        }
        fill();
        decode();
        StringBuilder text = new StringBuilder();
        characters.flip();
        characters.chars().forEach(c -> escape(text, (char) c));
        characters.clear();
        byte[] escaped = text.toString().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(escaped, 0, block, 0, escaped.length);
        return escaped.length;
    }

    private void fill() throws SpoolException {
        int count = lines.read(source);
        hasEnded = count < 0;
        int skipped = (int) Math.min(toSkip, Math.max(0, count));
        toSkip -= skipped;
        bytes.compact();
        bytes.put(source, skipped, Math.max(0, count) - skipped);
        bytes.flip();
    }

    /** Decodes what is there. The beginning of a character that goes on in the next block stays. */
    private void decode() {
        CoderResult result = decoder.decode(bytes, characters, hasEnded);
        while (result.isError()) {
            isUtf8 = false;
            bytes.position(bytes.position() + result.length());
            characters.put(REPLACEMENT);
            result = decoder.decode(bytes, characters, hasEnded);
        }
    }

    private static void escape(StringBuilder text, char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (c < ' ') {
                    text.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
                } else {
                    text.append(c);
                }
            }
        }
    }
}
