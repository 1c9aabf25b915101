package postprox.session;

import java.util.Optional;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;

/**
 * Writes content to the spool. When the spool fails, the rest of the content is still taken and dropped: left unread, it
 * would be read as commands.
 */
final class ContentSink implements Content.Sink {
    private final SpooledMessage message;
    private Optional<SpoolException> failure = Optional.empty();

    ContentSink(SpooledMessage message) {
        this.message = message;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (failure.isPresent()) {
            return;
        }
        try {
            message.write(bytes, offset, length);
        } catch (SpoolException e) {
            failure = Optional.of(e);
        }
    }

    @Override
    public Optional<Reply> refusal() {
        return failure.map(Replies::of);
    }

    /** Throws what went wrong, if anything has. */
    void check() throws SpoolException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
