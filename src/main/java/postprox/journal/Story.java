package postprox.journal;

import java.util.Optional;

/**
 * What has become of one message.
 *
 * @param event   the event that tells it
 * @param failure the failure of a filter that came with it
 * @param again   the acceptance of a later message of the same sender, recipient and size, if this one was refused for now
 */
public record Story(LogEvent event, Fate fate, Optional<LogEvent> failure, Optional<Later> again) {
    /** What one event tells of a message, without the events around it; empty if it tells nothing of one. */
    public static Optional<Story> of(LogEvent event) {
        return Fate.of(event).map(fate -> new Story(event, fate, Optional.empty(), Optional.empty()));
    }

    Story withFailure(LogEvent failed) {
        return new Story(event, fate, Optional.of(failed), again);
    }
}
