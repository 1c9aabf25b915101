package postprox.simulation;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import postprox.event.SessionEnd;
import postprox.filter.FailurePolicy;
import postprox.session.SessionConfig;
import postprox.spool.Spool;

/**
 * All that is known of a session when it is over.
 *
 * @param errors  what the log calls an error
 * @param end     why it ended
 * @param aside   what was neither passed on nor refused
 * @param memory  what messages may take of it, in bytes
 */
record Evidence(
        World world,
        SimulatedClient client,
        SimulatedNextHop hop,
        SimulatedFilter filter,
        DiskFaults disk,
        Aside aside,
        SessionConfig config,
        FailurePolicy failurePolicy,
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

    /** Where the next hop was lost with its 354, there is another one behind it. */
    Optional<Delivery> delivery(Message message) {
        return hop.deliveries().stream()
                .filter(one -> one.turn == message.turn())
                .max(Comparator.comparingInt((Delivery one) -> one.content.length())
                        .thenComparingLong(one -> one.begun));
    }

    Optional<SimulatedFilter.Judgement> judgement(Message message) {
        return filter.judgements().stream()
                .filter(one -> one.turn() == message.turn())
                .findFirst();
    }
}
