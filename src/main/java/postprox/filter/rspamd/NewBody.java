package postprox.filter.rspamd;

import java.io.IOException;
import postprox.filter.Examination;
import postprox.filter.NewContent;
import postprox.filter.http.Body;
import postprox.filter.service.Servers.CannotExamine;
import postprox.mail.HeaderBlock;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;

/**
 * Puts a body that rspamd's rules have rewritten behind the message's own header. The header keeps its bytes, and rspamd's edits count in
 * it. Where the header ends must be beyond doubt: what one program reads as its last line and the other as the first one of the body would
 * be lost.
 */
final class NewBody {
    private static final int BLOCK_BYTES = 8 * 1024;

    private NewBody() {}

    /**
     * Reads the body to its end.
     *
     * @param header the message's header, before any edit
     * @throws CannotExamine       if the header may end at two places, or if the body is empty
     * @throws NewContent.TooLarge if the message would be larger than allowed
     * @throws IOException         if the connection breaks before the body's end
     */
    static SpooledText read(Body body, Examination examination, HeaderBlock header) throws IOException {
        byte[] head = header.bytes();
        if (head.length != header.sourceLength() || !isPlain(head) || !endsThere(examination, head.length)) {
            throw new CannotExamine("it has rewritten a message whose header can be read in two ways");
        }
        NewContent content = new NewContent(examination);
        content.write(head, 0, head.length);
        content.write(new byte[] {'\n'}, 0, 1);
        byte[] block = new byte[BLOCK_BYTES];
        boolean isEmpty = true;
        for (int count = body.read(block); count >= 0; count = body.read(block)) {
            content.write(block, 0, count);
            isEmpty = isEmpty && count == 0;
        }
        if (isEmpty) {
            throw new CannotExamine("it returned an empty body in place of the message's");
        }
        return content.text();
    }

    /** Whether rspamd sees the same header: it skips blanks at the beginning, and takes a lone CR for the end of a line (message.c). */
    private static boolean isPlain(byte[] head) {
        for (byte next : head) {
            if (next == '\r' || next == 0) {
                return false;
            }
        }
        return head.length > 0 && head[0] > ' ';
    }

    /** Whether an empty line follows, or nothing. */
    private static boolean endsThere(Examination examination, int length) throws SpoolException {
        SpooledText text = examination.message().text();
        byte[] block = new byte[BLOCK_BYTES];
        long start = 0;
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            if (length < start + count) {
                return block[(int) (length - start)] == '\n';
            }
            start += count;
        }
        return true;
    }
}
