package postprox.filter.rspamd;

import java.io.IOException;
import java.io.Reader;
import postprox.filter.http.Body;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.text.SurrogateEscape;

/**
 * The JSON in an answer's body. rspamd writes bytes of mail into it that need not be UTF-8, and a sender of such bytes must not make
 * its answer unreadable. So each byte above 127 becomes a lone surrogate, of which {@link SurrogateEscape#wire} makes the byte again. What stands
 * there as an escape of JSON is UTF-8 then. Not thread-safe.
 */
final class AnswerText extends Reader {
    /**
     * The most bytes of JSON. The addresses of links in a message are there too. They are skipped, and take no memory here.
     */
    static final int MOST_BYTES = 16 << 20;

    private static final int BLOCK_BYTES = 8 * 1024;

    private final Body body;
    private final boolean endsWithBody;
    private final byte[] block = new byte[BLOCK_BYTES];
    private long left;

    private AnswerText(Body body, long most, boolean endsWithBody) {
        this.body = body;
        this.left = most;
        this.endsWithBody = endsWithBody;
    }

    /** The whole body. */
    static AnswerText all(Body body) {
        return new AnswerText(body, MOST_BYTES, true);
    }

    /** The first bytes of the body. What follows them stays there. */
    static AnswerText first(long bytes, Body body) {
        return new AnswerText(body, bytes, false);
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        if (left == 0 && !endsWithBody) {
            return -1;
        }
        // One byte more than it may have tells that it has too many.
        int most = (int) Math.min(Math.min(length, BLOCK_BYTES), endsWithBody ? left + 1 : left);
        byte[] bytes = most == BLOCK_BYTES ? block : new byte[most];
        int count = body.read(bytes);
        if (count > left) {
            throw new WrongAnswer("its answer has more than " + MOST_BYTES + " bytes");
        }
        left -= Math.max(0, count);
        for (int i = 0; i < count; i++) {
            into[offset + i] = (char) (bytes[i] >= 0 ? bytes[i] : SurrogateEscape.of(bytes[i]));
        }
        return count;
    }

    @Override
    public void close() {
        // The connection is closed with its exchange.
    }
}
