package postprox.simulation;

/**
 * A chunk that the proxy has read, and its reply. One that makes a message whole is a {@link Message} instead.
 *
 * @param takeable whether it may be acknowledged: it is a part of a message of which nothing was refused, and not its last
 * @param size     what the message takes on the wire with it, at least
 * @param first    the turn in which the message's first chunk was answered
 * @param turn     the turn in which this one was
 */
record AnsweredChunk(
        Announcement chunk, boolean takeable, long size, int first, int turn, SimulatedClient.Heard reply) {}
