package postprox.trial;

import java.util.Optional;
import postprox.quarantine.QuarantineReply;

/**
 * What the administrator has switched on beyond accepting and refusing. A trial itself keeps nothing aside.
 *
 * @param quarantine what the client of a message that is kept aside hears; empty if there is no quarantine
 * @param discards   whether messages may be thrown away
 */
public record Switches(Optional<QuarantineReply> quarantine, boolean discards) {
    /** Nothing is switched on. */
    public static final Switches NONE = new Switches(Optional.empty(), false);
}
