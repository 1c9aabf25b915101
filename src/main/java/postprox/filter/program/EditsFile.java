package postprox.filter.program;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import postprox.mail.HeaderEdit;
import postprox.posix.RegularFile;
import postprox.spool.SpoolException;
import postprox.text.WireText;

/** EDITS of one run of a command: the file to which it may write changes of the message's header. Not thread-safe. */
final class EditsFile {
    /** The maximum size of the file. Its changes are kept in memory. */
    private static final int MAX_BYTES = 64 * 1024;

    static final String ENDING = ".edits";

    private final WritableFile file;

    EditsFile(WritableFile file) {
        this.file = file;
    }

    /** The path of the file. */
    Path path() {
        return file.path();
    }

    /**
     * The changes that the command wrote.
     *
     * @throws SpoolException     if the file is gone, or is not a regular file
     * @throws WrongEditException if the file is too large or may have been cut, or a line in it is no change
     */
    List<HeaderEdit> written(ProcessLimits limits) throws SpoolException, WrongEditException {
        try {
            long size = file.look().map(BasicFileAttributes::size).orElse(0L);
            if (limits.mayHaveCut(size)) {
                throw new WrongEditException(
                        "EDITS is as large as a file may be, and may have been cut: --filter-file-size");
            }
            return size == 0 ? List.of() : EditsText.parse(text());
        } catch (IOException e) {
            throw new SpoolException("cannot use what the filter wrote to EDITS", e);
        }
    }

    private String text() throws IOException, WrongEditException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES + 1);
        try (FileChannel channel = RegularFile.open(path())) {
            int count = 0;
            while (count >= 0 && bytes.hasRemaining()) {
                count = channel.read(bytes);
            }
        }
        if (!bytes.hasRemaining()) {
            throw new WrongEditException("the filter wrote more than " + MAX_BYTES + " bytes to EDITS");
        }
        return WireText.of(bytes.array(), 0, bytes.position());
    }
}
