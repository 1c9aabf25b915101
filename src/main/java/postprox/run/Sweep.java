package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.CleaningEvent.LeftOversRemoved;
import postprox.event.Events;
import postprox.filter.command.OrphanedFilters;
import postprox.spool.LeftBehind;
import postprox.spool.LeftBehind.Unclear;
import postprox.spool.LeftOver;
import postprox.spool.Spool;

/** Clears up after killed processes: they leave the files of their messages, and filters that worked on these. */
final class Sweep {
    private Sweep() {}

    /** Ends the filters and removes the files, and reports both. */
    static void remove(Spool spool, Path directory, Events events) {
        int filters = 0;
        int files = 0;
        try (LeftBehind left = spool.leftBehind()) {
            if (!left.isComplete()) {
                events.publish(
                        new CleanUpTrouble(CleanUpTrouble.Remains.HIDDEN_AMONG_OTHERS, directory.toString(), ""));
            }
            for (List<LeftOver> batch = left.next(); !batch.isEmpty(); batch = left.next()) {
                // The filters end first, since they could make the files again.
                filters += OrphanedFilters.kill(messages(batch));
                for (LeftOver leftOver : batch) {
                    files += remove(leftOver, events);
                }
            }
            for (Unclear unclear : left.unclear()) {
                events.publish(new CleanUpTrouble(
                        CleanUpTrouble.Remains.UNCLEAR_DIRECTORY,
                        unclear.directory().toString(),
                        unclear.why()));
            }
        } catch (IOException e) {
            events.publish(new CleanUpTrouble(CleanUpTrouble.Remains.SPOOL, "", String.valueOf(e.getMessage())));
        }
        if (files > 0) {
            events.publish(new LeftOversRemoved(files, directory.toString(), filters));
        }
    }

    private static Set<String> messages(List<LeftOver> leftOvers) throws IOException {
        Set<String> messages = new HashSet<>();
        for (LeftOver leftOver : leftOvers) {
            messages.addAll(leftOver.messages());
        }
        return messages;
    }

    /** Removes a left-over. Its failure must not keep the others. */
    private static int remove(LeftOver leftOver, Events events) {
        try {
            return leftOver.remove();
        } catch (IOException e) {
            events.publish(new CleanUpTrouble(CleanUpTrouble.Remains.LEFT_OVER, "", String.valueOf(e.getMessage())));
            return 0;
        }
    }
}
