package postprox.event;

import java.time.Duration;

/** An event of a resident process. */
public sealed interface ResidentEvent extends ProcessEvent {
    /** The resident process ends, since it had no session for this time. */
    record ResidentIdle(Duration idle) implements ResidentEvent {}

    /**
     * A resident process refused sessions that native clients handed over. Those clients serve their sessions in another way.
     *
     * @param times  the number of sessions since the last such event
     * @param reason the reason for the last session
     */
    record HandoversRefused(long times, String reason) implements ResidentEvent {}

    /** A resident process serves fewer sessions than it should. */
    record ResidentTrouble(Obstacle obstacle, String reason) implements ResidentEvent {
        public enum Obstacle {
            NO_THREAD,
            CANNOT_RECEIVE
        }
    }
}
