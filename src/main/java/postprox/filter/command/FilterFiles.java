package postprox.filter.command;

import java.nio.file.Path;
import java.util.stream.Collectors;
import postprox.mail.Envelope;
import postprox.spool.FilterGround;
import postprox.spool.SpoolException;
import postprox.spool.SpoolFile;
import postprox.spool.SpooledMessage;
import postprox.text.WireText;

/**
 * The files that a command is given: EMAIL, which it reads, OUTFILE, to which it may write another version, and RECIPIENTS_FILE.
 * They go with the message. Not thread-safe.
 */
public final class FilterFiles {
    private final SpooledMessage message;
    private final SpoolFile email;
    private final OutputFile output;
    private final Path recipients;

    private FilterFiles(SpooledMessage message, SpoolFile email, OutputFile output, Path recipients) {
        this.message = message;
        this.email = email;
        this.output = output;
        this.recipients = recipients;
    }

    /** Makes them. */
    public static FilterFiles make(SpooledMessage message, Envelope envelope) throws SpoolException {
        SpoolFile email = message.asFile();
        OutputFile output = OutputFile.make(email);
        Path recipients = email.makeBeside(".rcpts", recipientList(envelope));
        return new FilterFiles(message, email, output, recipients);
    }

    /** The recipients one a line, complete. */
    private static byte[] recipientList(Envelope envelope) {
        return WireText.bytes(envelope.recipients().stream()
                .map(recipient -> WireText.printable(recipient) + "\n")
                .collect(Collectors.joining()));
    }

    /** The message. */
    public Path email() {
        return email.path();
    }

    /** Where a changed version may be put; empty at first. */
    public Path output() {
        return output.path();
    }

    /** Its recipients. */
    public Path recipients() {
        return recipients;
    }

    /**
     * What the command stands on for as long as it runs.
     *
     * @throws SpoolException where the disk has not enough room for what it may write
     */
    public FilterGround ground() throws SpoolException {
        return FilterGround.under(email);
    }

    /**
     * What the command, which has accepted the message, wrote to OUTFILE. It is opened here and now: something that the command
     * left running could put another file in its place later.
     *
     * @throws SpoolException where the file is gone, or no regular one
     */
    public OutputFile.Written written() throws SpoolException {
        return output.written(email, message.text());
    }
}
