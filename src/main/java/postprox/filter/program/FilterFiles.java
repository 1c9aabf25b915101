package postprox.filter.program;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import postprox.mail.Envelope;
import postprox.mail.HeaderEdit;
import postprox.spool.FilterGround;
import postprox.spool.SpoolException;
import postprox.spool.SpoolFile;
import postprox.spool.SpooledMessage;
import postprox.text.WireText;

/**
 * The files for one run of a command: EMAIL, which it reads, OUTFILE, to which it may write a changed version, EDITS, to
 * which it may write changes of the header, and RECIPIENTS_FILE. They are removed with the message. Not thread-safe.
 */
public final class FilterFiles {
    private final SpooledMessage message;
    private final SpoolFile email;
    private final OutputFile output;
    private final EditsFile edits;
    private final Path recipients;

    private FilterFiles(SpooledMessage message, SpoolFile email, OutputFile output, EditsFile edits, Path recipients) {
        this.message = message;
        this.email = email;
        this.output = output;
        this.edits = edits;
        this.recipients = recipients;
    }

    /** Makes the files of a message; EMAIL is the message's own file. */
    public static FilterFiles make(SpooledMessage message, Envelope envelope) throws SpoolException {
        SpoolFile email = message.asFile();
        return of(
                message,
                envelope,
                WritableFile.make(email, OutputFile.ENDING),
                WritableFile.make(email, EditsFile.ENDING));
    }

    /**
     * Makes the files that a program reads, and leaves it to the program to make OUTFILE and EDITS. Most answers need neither, and
     * making and removing files is the cost of files.
     */
    public static FilterFiles makeToRead(SpooledMessage message, Envelope envelope) throws SpoolException {
        SpoolFile email = message.asFile();
        return of(
                message,
                envelope,
                WritableFile.leave(email, OutputFile.ENDING),
                WritableFile.leave(email, EditsFile.ENDING));
    }

    private static FilterFiles of(SpooledMessage message, Envelope envelope, WritableFile output, WritableFile edits)
            throws SpoolException {
        SpoolFile email = message.asFile();
        Path recipients = email.makeBeside(".rcpts", recipientList(envelope));
        return new FilterFiles(message, email, OutputFile.of(output), new EditsFile(edits), recipients);
    }

    /** All recipients, one on a line. */
    private static byte[] recipientList(Envelope envelope) {
        return WireText.bytes(envelope.recipients().stream()
                .map(recipient -> WireText.printable(recipient) + "\n")
                .collect(Collectors.joining()));
    }

    /** The path of EMAIL, which holds the message. */
    public Path email() {
        return email.path();
    }

    /** The path of OUTFILE, which is empty at first, or not there. */
    public Path output() {
        return output.path();
    }

    /** The path of EDITS, which is empty at first, or not there. */
    public Path edits() {
        return edits.path();
    }

    /** The path of RECIPIENTS_FILE, which has one recipient on each line. */
    public Path recipients() {
        return recipients;
    }

    /**
     * Promises the command room on the disk for as long as it runs.
     *
     * @return the promise, which also tells whether the files were in their place; to be closed after the command's end
     * @throws SpoolException if the disk has not enough room for all that the command may write
     */
    public FilterGround ground() throws SpoolException {
        return FilterGround.under(email);
    }

    /**
     * The text that a command which accepted the message wrote to OUTFILE. This opens the file, once: a process that the
     * command left running could put another file in its place later.
     *
     * @throws SpoolException if the file is gone, or is not a regular file
     */
    public OutputFile.Written written() throws SpoolException {
        return output.written(email, message.text());
    }

    /**
     * The changes of the header that a command which accepted the message wrote to EDITS.
     *
     * @throws SpoolException     if the file is gone, or is not a regular file
     * @throws WrongEditException if a line in it is no change, or the file may have been cut at the command's limits
     */
    public List<HeaderEdit> writtenEdits(ProcessLimits limits) throws SpoolException, WrongEditException {
        return edits.written(limits);
    }
}
