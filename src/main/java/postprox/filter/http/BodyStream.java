package postprox.filter.http;

import java.io.IOException;
import java.io.InputStream;
import postprox.filter.service.Exchange.WrongAnswer;

/** A body as a stream, which may have only so many bytes. Not thread-safe. */
public final class BodyStream extends InputStream {
    public static final int BLOCK_BYTES = 8 * 1024;

    private final Body body;
    private final long most;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int at;
    private int end;
    private long read;
    private boolean isFree;

    /** Makes a stream that fails with a {@link WrongAnswer} behind so many bytes. */
    public BodyStream(Body body, long most) {
        this.body = body;
        this.most = most;
    }

    /** Has the bytes that are read from now on not counted, or counted again, as they have a limit of another kind. */
    public void free(boolean isSo) {
        isFree = isSo;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? block[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(block, at, into, offset, count);
        at += count;
        return count;
    }

    private boolean hasMore() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, body.read(block));
            read += isFree ? 0 : end;
            if (read > most) {
                throw new WrongAnswer("its answer has more than " + most + " bytes");
            }
        }
        return at < end;
    }
}
