package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import postprox.filter.command.OrphanedFilters;
import postprox.log.MailLog;
import postprox.spool.LeftBehind;
import postprox.spool.LeftBehind.Unclear;
import postprox.spool.LeftOver;
import postprox.spool.Spool;

/** What processes left behind that were killed: the files of their messages, and the filters that were at work on these. */
final class LeftOvers {
    private LeftOvers() {}

    /** Removes what can be removed, and says so. */
    static void remove(Spool spool, Path directory, MailLog log) {
        int filters = 0;
        int files = 0;
        try (LeftBehind left = spool.leftBehind()) {
            if (!left.isComplete()) {
                log.warning("others have made too many names like ours, which hide left-over files, in " + directory);
            }
            for (List<LeftOver> some = left.next(); !some.isEmpty(); some = left.next()) {
                // Before their files go: they could make them again.
                filters += OrphanedFilters.kill(messages(some));
                for (LeftOver one : some) {
                    files += remove(one, log);
                }
            }
            for (Unclear one : left.unclear()) {
                log.warning(
                        "cannot tell whether a process still uses " + one.directory() + ", which stays: " + one.why());
            }
        } catch (IOException e) {
            log.warning(String.valueOf(e.getMessage()));
        }
        if (files > 0) {
            log.warning("removed " + files + " files that killed processes left in " + directory
                    + (filters > 0 ? ", and killed what was left of their filters: " + filters + " processes" : ""));
        }
    }

    private static Set<String> messages(List<LeftOver> some) throws IOException {
        Set<String> messages = new HashSet<>();
        for (LeftOver one : some) {
            messages.addAll(one.messages());
        }
        return messages;
    }

    /** One that cannot go must not keep the others. */
    private static int remove(LeftOver one, MailLog log) {
        try {
            return one.remove();
        } catch (IOException e) {
            log.warning("cannot remove what a killed process left: " + e.getMessage());
            return 0;
        }
    }
}
