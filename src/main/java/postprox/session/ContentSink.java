package postprox.session;

import java.util.Optional;
import postprox.smtp.BodyType;
import postprox.smtp.EighthBit;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.WireSize;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;

/**
 * Writes content to the spool. If the spool fails, if the message grows too large, or if it could end early for the next hop,
 * the sink still takes the rest of the content and drops it: unread content would be taken for commands.
 */
final class ContentSink implements Content.Sink {
    private final SpooledMessage message;
    private final long maxBytes;
    private final EighthBit eighthBit;
    private final Runnable whenRefused;
    private boolean refused;
    private boolean endsEarly;
    private Optional<SpoolException> failure = Optional.empty();

    /** The size of the text, dropped content included. */
    private long size;

    /** The size of the content on the wire, counted only if there is a limit. */
    private long wireSize;

    /**
     * Makes a sink for a message.
     *
     * @param maxBytes    the maximum size of a message, as RFC 1870 counts it; 0 for no limit
     * @param body        the body type that MAIL declared
     * @param whenRefused runs once, when it is known that the message will not be used. The rest of the content may take as
     *     long as --data-timeout, and other messages need the room
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
            wireSize += WireSize.of(bytes, offset, length);
        }
        endsEarly = eighthBit.endsContent(bytes, offset, length);
        if (!refused && contentRefusal().isEmpty()) {
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

    /** Ends the content. */
    void end() {
        endsEarly = eighthBit.endsContentAtLast();
    }

    @Override
    public Optional<Reply> refusal() {
        return contentRefusal().or(() -> failure.map(ReplyChoice::after));
    }

    /** The reply if the content itself is refused; empty if it is not. */
    Optional<Reply> contentRefusal() {
        if (isTooLarge()) {
            return Optional.of(Replies.TOO_LARGE);
        }
        return endsEarly ? Optional.of(Replies.EIGHTH_BIT) : Optional.empty();
    }

    /** Whether the content is larger than the limit. */
    boolean isTooLarge() {
        return wireSize > maxBytes;
    }

    /** The size of the text in bytes, dropped content included. */
    long size() {
        return size;
    }

    /** Throws the failure of the spool, if there was one. */
    void check() throws SpoolException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
