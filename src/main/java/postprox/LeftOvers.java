package postprox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import postprox.filter.Orphans;
import postprox.log.MailLog;
import postprox.spool.Spool;

/** What processes left behind that were killed: the files of their messages, and the filters that were at work on these. */
final class LeftOvers {
    private LeftOvers() {}

    /** Removes what can be removed, and says so. */
    static void remove(Spool spool, Path directory, MailLog log) {
        try {
            List<Path> left = spool.leftBehind();
            // Before their files go: they could make them again.
            int filters = Orphans.kill(left.stream().filter(spool::isFromHere).toList());
            int files = Spool.sweep(left);
            if (files > 0) {
                log.warning("removed " + files + " files that killed processes left in " + directory
                        + (filters > 0
                                ? ", and killed what was left of their filters: " + filters + " processes"
                                : ""));
            }
        } catch (IOException e) {
            log.warning(String.valueOf(e.getMessage()));
        }
    }
}
