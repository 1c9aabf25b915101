package postprox.net;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import postprox.time.Deadline;

/** Knows the hosts of one place of the next hop. Thread-safe. */
interface Source {
    Destination place();

    /**
     * The hosts.
     *
     * @param limit the end of the wait for a name server
     * @return at least one host with an address
     * @throws IOException if none is known; its message names the place and the reason
     */
    List<Host> hosts(Deadline limit) throws IOException;

    /** The hosts that are known now; may be empty. */
    List<Host> known();

    /** The state of the look-up if the latest one failed. */
    Optional<HopState> trouble();
}
