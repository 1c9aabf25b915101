package postprox.session;

import java.util.Optional;
import postprox.smtp.BodyType;
import postprox.smtp.EighthBit;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;

/**
 * Writes content to the spool. When the spool fails, the message grows too large or could end early for the next hop, the
 * rest of the content is still taken and dropped: left unread, it would be read as commands.
 */
final class ContentSink implements Content.Sink {
    private final SpooledMessage message;
    private final long maxBytes;
    private final EighthBit eighthBit;
    private final Runnable whenRefused;
    private boolean refused;
    private boolean endsEarly;
    private Optional<SpoolException> failure = Optional.empty();

    /** All of it, also what was dropped. */
    private long size;

    /** Its size on the wire, counted where there is a limit to it. */
    private long wireSize;

    /**
     * Where content goes.
     *
     * @param maxBytes the largest message that is taken, as RFC 1870 counts it; 0 for no limit
     * @param body      what was said of its eighth bit
     * @param whenRefused what is done once it is known that the message will not be used: until the client comes to its end, which
     *     may take as long as --data-timeout, others want its room
     */
    ContentSink(SpooledMessage message, long maxBytes, BodyType body, Runnable whenRefused) {
        this.whenRefused = whenRefused;
        this.message = message;
        this.maxBytes = maxBytes;
        this.eighthBit = new EighthBit(body);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        size += length;
        if (maxBytes > 0) {
            wireSize += length + lineEnds(bytes, offset, length);
        }
        endsEarly = eighthBit.endsContent(bytes, offset, length);
        if (!refused && content().isEmpty()) {
            try {
                message.write(bytes, offset, length);
            } catch (SpoolException e) {
                failure = Optional.of(e);
            }
        }
        if (!refused && refusal().isPresent()) {
            refused = true;
            whenRefused.run();
        }
    }

    /** Says that this was all of it. */
    void end() {
        endsEarly = eighthBit.endsContentAtLast();
    }

    @Override
    public Optional<Reply> refusal() {
        return content().or(() -> failure.map(StorageReplies::of));
    }

    /** Why the content itself is refused, if it is. */
    Optional<Reply> content() {
        if (isTooLarge()) {
            return Optional.of(Replies.TOO_LARGE);
        }
        return endsEarly ? Optional.of(Replies.EIGHTH_BIT) : Optional.empty();
    }

    /** Whether there was more than we take. */
    boolean isTooLarge() {
        return wireSize > maxBytes;
    }

    /** How large the text is, also where not all of it could be kept. */
    long size() {
        return size;
    }

    /** RFC 1870 section 3 counts CRLF where our text has LF. */
    private static int lineEnds(byte[] bytes, int offset, int length) {
        int count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += bytes[i] == '\n' ? 1 : 0;
        }
        return count;
    }

    /** Throws what went wrong, if anything has. */
    void check() throws SpoolException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
