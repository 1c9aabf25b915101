package postprox.net;

import java.io.IOException;
import java.util.List;
import postprox.time.Deadline;

/** The servers of the next hop, and which of them a session asks first. Thread-safe. */
interface Roster {
    /**
     * The servers in the order in which a session asks them.
     *
     * @param limit the end of the wait for name servers
     * @return at least one; the caller does not change it
     * @throws IOException if no server is known; its message has the reason
     */
    Server[] inOrder(Deadline limit) throws IOException;

    /** Every server that is known. It asks nobody. */
    List<Server> known();

    /** How every server is, and each look-up that has failed. */
    List<HopState> states();

    /** Whether a server is down, or a look-up has failed. */
    boolean isTroubled();

    /** The servers that are down and have rested long enough. Whoever gets one tries it. */
    List<Server> toTry();
}
