package postprox.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import postprox.posix.RegularFile;

/** The files of a log. They belong to the user of postprox and its filters, and root reads them. */
final class LogFiles {
    private LogFiles() {}

    /**
     * Opens one. An administrator may have led its name elsewhere by a link. In the place of the file itself that user can put a fifo, for
     * whose writer one would wait for ever.
     */
    static FileChannel open(Path file) throws IOException {
        return RegularFile.open(file.toRealPath());
    }
}
