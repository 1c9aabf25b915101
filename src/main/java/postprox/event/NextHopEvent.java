package postprox.event;

import java.time.Duration;

/** An event of a server of the next hop. */
public sealed interface NextHopEvent extends ProcessEvent {
    /**
     * A server of the next hop is down: it refused a connection, did not greet, or greeted with a refusal. Or its name could not be looked
     * up.
     *
     * @param nextHop the server
     */
    record NextHopDown(String nextHop, String reason) implements NextHopEvent {}

    /**
     * A server of the next hop greets again.
     *
     * @param down  how long it was down
     */
    record NextHopUp(String nextHop, Duration down) implements NextHopEvent {}
}
