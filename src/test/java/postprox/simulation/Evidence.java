package postprox.simulation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.session.SessionEnd;
import postprox.session.SessionSettings;
import postprox.spool.Spool;

/**
 * All that is known of a session when it is over.
 *
 * @param errors  what the log calls an error
 * @param end     why it ended
 * @param memory  what messages may take of it, in bytes
 */
record Evidence(
        World world,
        SimulatedClient client,
        SimulatedNextHop hop,
        SimulatedFilter filter,
        SessionSettings settings,
        Interpretation session,
        List<String> errors,
        SessionEnd end,
        Spool spool,
        int memory,
        Path directory) {
    boolean had(Fault fault) {
        return world.faults().containsKey(fault);
    }

    /** Whether the client heard all that it was told. */
    boolean clientListened() {
        return !client.hasLeft() && !had(Fault.CLIENT_DEAF);
    }

    Optional<Delivery> delivery(String sender) {
        return hop.deliveries().stream()
                .filter(one -> one.sender.equals(sender))
                .findFirst();
    }

    Optional<SimulatedFilter.Judgement> judgement(String sender) {
        return filter.judgements().stream()
                .filter(one -> one.envelope().sender().equals(sender))
                .findFirst();
    }
}
