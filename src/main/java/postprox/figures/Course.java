package postprox.figures;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What became of the mail of a window, step by step.
 *
 * @param window  the window
 * @param current how long its last step has been going on
 * @param steps   each step, the oldest first and the one that is not over last
 * @param whole   all steps together
 */
public record Course(Window window, Duration current, List<Step> steps, Step whole) {
    /**
     * A step, or several.
     *
     * @param counts   how many messages there were of each kind
     * @param filtered how many of them a filter was asked about, to which the times belong
     * @param median   all filters of a message took no longer together, for half of the messages
     * @param slow     one message of a hundred took longer
     */
    public record Step(Map<Count, Long> counts, long filtered, Duration median, Duration slow) {
        public Step {
            counts = Map.copyOf(counts);
        }

        /** How many messages of a kind there were. */
        public long of(Count count) {
            return counts.getOrDefault(count, 0L);
        }
    }
}
