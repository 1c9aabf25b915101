package postprox.filter;

import postprox.event.ReachedLimit;

/**
 * The size of the largest content that a message may have, whether it comes from the client or from a filter.
 *
 * @param bytes the size, as RFC 1870 counts it; 0 for no limit
 * @param limit whose limit it is
 */
public record LargestContent(long bytes, ReachedLimit limit) {
    /** Of postprox's own limit and the next hop's the smaller one; 0 means no limit. */
    public static LargestContent of(long own, long ofNextHop) {
        return ofNextHop > 0 && (own == 0 || ofNextHop < own)
                ? new LargestContent(ofNextHop, ReachedLimit.NEXT_HOP_SIZE)
                : new LargestContent(own, ReachedLimit.MESSAGE_SIZE);
    }

    boolean isLessThan(long contentBytes) {
        return bytes > 0 && bytes < contentBytes;
    }

    /** What this limit says of a content that is larger, for the log. */
    String inWords() {
        String whose = limit == ReachedLimit.NEXT_HOP_SIZE ? "the next hop takes by its SIZE" : "--message-size allows";
        return whose + " (" + bytes + " bytes)";
    }
}
