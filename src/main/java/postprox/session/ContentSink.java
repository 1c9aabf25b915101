package postprox.session;

import java.util.Optional;
import postprox.smtp.ByteSink;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;

/**
 * Writes content to the spool. When the spool fails, the rest of the content is still taken and dropped: left unread, it
 * would be read as commands.
 */
final class ContentSink implements ByteSink {
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

    /** Throws what went wrong, if anything has. */
    void check() throws SpoolException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
