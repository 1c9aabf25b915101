package postprox.filter.service;

import java.io.IOException;
import java.util.Optional;
import postprox.filter.Examination;
import postprox.mail.HeaderBlock;
import postprox.spool.SpoolException;
import postprox.text.WireText;

/**
 * Tells whether two failures are of one message, whose sender has tried again. Its text does not tell: each server on the way adds
 * a Received field at each attempt.
 */
final class MessageIdentity {
    private static final int MAX_BYTES = 500;

    private MessageIdentity() {}

    /** The Message-ID of a message; if it has none, its envelope. */
    static String of(Examination examination) throws SpoolException {
        String identity = messageId(examination)
                .orElseGet(() -> examination.envelope().sender() + "\n"
                        + examination.envelope().recipientSummary());
        return WireText.cut(identity, MAX_BYTES);
    }

    private static Optional<String> messageId(Examination examination) throws SpoolException {
        try {
            return HeaderBlock.read(examination.message().text()::read).first("Message-ID");
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            // The header is too large.
            return Optional.empty();
        }
    }
}
