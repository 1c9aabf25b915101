package postprox.trial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import postprox.filter.Origin;
import postprox.mail.Envelope;
import postprox.session.SessionConfig;
import postprox.smtp.StrayCr;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * What a session and the proxy would have at hand for a message, which a trial has from its user.
 *
 * @param envelope  the message's envelope
 * @param origin    the environment that the commands of filters inherit
 * @param config    a session's settings, of which a trial uses the deadline, the size of a message and the treatment of a stray CR
 * @param directory the directory for the message's files
 */
public record Circumstances(Envelope envelope, Origin origin, SessionConfig config, Path directory) {
    /**
     * Reads the message.
     *
     * @param content the message; closed from another thread, it must end a read that waits
     */
    TriedMessage read(InputStream content) throws IOException {
        return TriedMessage.read(content, config, directory);
    }

    /** The deadline of a message that comes now. */
    Deadline deadline() {
        return Deadline.after(Ticker.SYSTEM, config.messageDeadline());
    }

    /** The size of the largest message, in bytes; 0 if there is no limit. */
    long largest() {
        return config.limits().messageBytes();
    }

    StrayCr strayCr() {
        return config.strayCr();
    }
}
