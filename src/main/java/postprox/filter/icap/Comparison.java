package postprox.filter.icap;

import java.io.IOException;
import java.util.Optional;
import postprox.filter.Examination;
import postprox.filter.NewContent;
import postprox.filter.http.Body;
import postprox.filter.service.Servers;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/**
 * Compares the body that a service returned with the message that it got, in step and without holding either. A service that finds
 * something late may have returned the beginning of the message already, and then just ends (c-icap's virus_scan does): what is shorter
 * than it should be is never taken for clean. Not thread-safe.
 */
final class Comparison {
    private static final int BLOCK_BYTES = 8 * 1024;
    private static final int MOST_DIGITS = 15;

    private final Examination examination;
    private final Optional<String> declared;
    private final boolean mayDiffer;
    private final SpooledText own;
    private final byte[] ownBlock = new byte[BLOCK_BYTES];
    private int at;
    private int end;
    private long returned;
    private Optional<NewContent> changed = Optional.empty();

    /**
     * Begins a comparison.
     *
     * @param declared  the length that the body's head names, as it came
     * @param mayDiffer whether another text may pass in place of the message
     */
    Comparison(Examination examination, Optional<String> declared, boolean mayDiffer) {
        this.examination = examination;
        this.declared = declared;
        this.mayDiffer = mayDiffer;
        this.own = examination.message().text();
    }

    /**
     * Reads a body to its end.
     *
     * @return the text in place of the message; empty if the body is the message, byte for byte
     * @throws Servers.CannotExamine if it is another text and must not be, or less than its head says. The message does not pass then, since
     *     {@link IcapReply} has told that the answer may be about a finding
     */
    Optional<SpooledText> read(Body body) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        for (int count = body.read(block); count >= 0; count = body.read(block)) {
            take(block, count);
        }
        return end();
    }

    /** Ends a comparison with a body, or without any. */
    Optional<SpooledText> end() throws IOException {
        long size = examination.message().size();
        boolean isWhole = isDeclared(returned);
        if (changed.isEmpty() && returned == size && (isWhole || declared.isEmpty())) {
            return Optional.empty();
        }
        if (!isWhole) {
            throw new Servers.CannotExamine("it returned " + returned + " bytes of a message of " + size
                    + ", and not as many as it said, as c-icap does when it finds a virus late");
        }
        if (changed.isEmpty()) {
            checkMayDiffer();
            changed = Optional.of(beginning(returned));
        }
        if (returned == 0) {
            throw new Servers.CannotExamine("it returned an empty text in place of the message");
        }
        return changed.map(NewContent::text);
    }

    private void take(byte[] block, int count) throws IOException {
        int same = changed.isPresent() ? 0 : same(block, count);
        returned += same;
        if (same == count) {
            return;
        }
        if (changed.isEmpty()) {
            checkMayDiffer();
            changed = Optional.of(beginning(returned));
        }
        changed.get().write(block, same, count - same);
        returned += count - same;
        if (returned > length()) {
            throw new Servers.CannotExamine("it returned more than the length that it said");
        }
    }

    private boolean isDeclared(long length) {
        return declared.isPresent() && length() == length;
    }

    /** The length by the body's head; -1 if it names none. */
    private long length() {
        String text = declared.orElse("");
        boolean isNumber = WireText.isNumber(text, MOST_DIGITS);
        return isNumber ? Long.parseLong(text) : -1;
    }

    private void checkMayDiffer() throws Servers.CannotExamine {
        if (!mayDiffer) {
            throw new Servers.CannotExamine(
                    "it returned another text than the message; only with modify=yes may a text of the same type pass");
        }
    }

    /** The number of leading bytes that are the next ones of the message. */
    private int same(byte[] block, int count) throws SpoolException {
        int same = 0;
        while (same < count && hasMore() && block[same] == ownBlock[at]) {
            same++;
            at++;
        }
        return same;
    }

    private boolean hasMore() throws SpoolException {
        while (at == end && end >= 0) {
            at = 0;
            end = own.read(ownBlock);
        }
        return at < end;
    }

    /** A new content that begins as the message does. */
    private NewContent beginning(long bytes) throws IOException {
        NewContent content = new NewContent(examination);
        content.writeBeginning(bytes);
        return content;
    }
}
