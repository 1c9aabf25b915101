package postprox.trial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import postprox.mail.Envelope;
import postprox.session.SessionConfig;
import postprox.smtp.AddressText;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.EnvelopeAddress;
import postprox.smtp.Replies;
import postprox.smtp.SmtpRoundTrip;
import postprox.smtp.WireSize;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;

/**
 * The message of a trial, in a spool of its own. Its lines may end with LF or CRLF. It is encoded as a client would send it and read
 * back ({@link SmtpRoundTrip}), so that a filter sees the text that it would see in the mail flow. Not thread-safe.
 */
public final class TriedMessage implements AutoCloseable {
    /** The session's id in the envelope, since there is no session. */
    private static final String SESSION = "trial";

    private final InterruptHook hook;
    private final Spool spool;
    private final SpooledMessage message;
    private final long maxBytes;
    private long wireSize;

    private TriedMessage(InterruptHook hook, Path directory, long maxBytes) {
        this.hook = hook;
        this.spool = Spool.in(directory);
        this.message = spool.create();
        this.maxBytes = maxBytes;
    }

    /** The message is larger than a session takes. It was not read to its end. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        /** The result of such a trial. */
        Account account() {
            Report report = new Report();
            report.row("verdict", "refused unfiltered: the message is larger than --message-size allows");
            report.row("reply", Replies.TOO_LARGE.oneLine());
            return new Account(
                    Result.REFUSED,
                    new Line("refused", Replies.TOO_LARGE.oneLine(), Duration.ZERO, List.of()),
                    report.toString());
        }
    }

    /**
     * Reads a message.
     *
     * @param content   the message; closed from another thread, it must end a read that waits
     * @param config    a session's settings, of which the size of a message and the treatment of a stray CR are used
     * @param directory the directory for its files
     * @throws TooLarge               if a session would refuse it for its size
     * @throws ClosedChannelException if the user ended the trial before the message was read
     * @throws IOException            if it cannot be read or stored
     */
    static TriedMessage read(InputStream content, SessionConfig config, Path directory) throws IOException {
        TriedMessage tried = new TriedMessage(
                new InterruptHook(content), directory, config.limits().messageBytes());
        try {
            SmtpRoundTrip.pass(content::read, LineEnds.LF_OR_CRLF, config.strayCr(), tried::write);
            return tried;
        } catch (SpoolException | TooLarge | ClosedChannelException e) {
            tried.close();
            throw e;
        } catch (IOException e) {
            tried.close();
            throw new IOException("cannot read the message: " + e.getMessage(), e);
        }
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        wireSize += WireSize.of(bytes, offset, length);
        if (maxBytes > 0 && wireSize > maxBytes) {
            throw new TooLarge();
        }
        message.write(bytes, offset, length);
    }

    /** Makes the envelope that a session would make of these values. All strings have one byte a character. */
    public static Envelope envelope(String sender, List<String> recipients, String helo, String remoteIp) {
        return new Envelope(
                SESSION,
                address(sender),
                recipients.stream().map(TriedMessage::address).toList(),
                helo,
                Map.of(Attribute.ADDR, AddressText.of(remoteIp), Attribute.HELO, helo));
    }

    /** An address as a session has it: without the brackets of MAIL and RCPT, but {@code <>} for the null sender. */
    private static String address(String given) {
        return given.startsWith("<") ? EnvelopeAddress.of(given).orElse(given) : given;
    }

    SpooledMessage message() {
        return message;
    }

    /** Removes all files before the report is finished, so that it can name files that remain. */
    List<String> remove() {
        List<String> warnings = new ArrayList<>();
        try {
            message.remove().ifPresent(warnings::add);
        } catch (SpoolException e) {
            warnings.add(String.valueOf(e.getMessage()));
        }
        try {
            spool.close();
        } catch (SpoolException e) {
            warnings.add(String.valueOf(e.getMessage()));
        }
        return warnings;
    }

    @Override
    public void close() throws SpoolException {
        try (hook;
                spool) {
            message.close();
        }
    }
}
