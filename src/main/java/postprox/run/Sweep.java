package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import postprox.event.Event.CleanUpTrouble;
import postprox.event.Event.LeftOversRemoved;
import postprox.event.Events;
import postprox.filter.command.OrphanedFilters;
import postprox.spool.LeftBehind;
import postprox.spool.LeftBehind.Unclear;
import postprox.spool.LeftOver;
import postprox.spool.Spool;

/** What processes left behind that were killed: the files of their messages, and the filters that were at work on these. */
final class Sweep {
    private Sweep() {}

    /** Removes what can be removed, and says so. */
    static void remove(Spool spool, Path directory, Events events) {
        int filters = 0;
        int files = 0;
        try (LeftBehind left = spool.leftBehind()) {
            if (!left.isComplete()) {
                events.publish(
                        new CleanUpTrouble(CleanUpTrouble.Remains.HIDDEN_AMONG_OTHERS, directory.toString(), ""));
            }
            for (List<LeftOver> some = left.next(); !some.isEmpty(); some = left.next()) {
                // Before their files go: they could make them again.
                filters += OrphanedFilters.kill(messages(some));
                for (LeftOver one : some) {
                    files += remove(one, events);
                }
            }
            for (Unclear one : left.unclear()) {
                events.publish(new CleanUpTrouble(
                        CleanUpTrouble.Remains.UNCLEAR_DIRECTORY,
                        one.directory().toString(),
                        one.why()));
            }
        } catch (IOException e) {
            events.publish(new CleanUpTrouble(CleanUpTrouble.Remains.SPOOL, "", String.valueOf(e.getMessage())));
        }
        if (files > 0) {
            events.publish(new LeftOversRemoved(files, directory.toString(), filters));
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
    private static int remove(LeftOver one, Events events) {
        try {
            return one.remove();
        } catch (IOException e) {
            events.publish(new CleanUpTrouble(CleanUpTrouble.Remains.LEFT_OVER, "", String.valueOf(e.getMessage())));
            return 0;
        }
    }
}
