package postprox.filter.rspamd;

import java.util.List;
import java.util.Optional;

/**
 * The part of rspamd's answer that tells a milter what to do, whatever the action is.
 *
 * @param removals    fields to remove. The numbers count in the message as it was sent
 * @param additions   fields to add, after the removals
 * @param spamHeader  the value of the field that marks spam, if it is not to be {@code Yes}
 * @param spamHeaders fields that mark spam in the place of the usual one
 * @param onReject    what is to become of a message that is to be refused; empty to refuse it
 * @param noAction    whether nothing is to be done but the edits
 * @param envelope    the changes of the envelope that it asks for, by their names
 */
record MilterBlock(
        List<Removal> removals,
        List<Addition> additions,
        Optional<String> spamHeader,
        List<Addition> spamHeaders,
        Optional<String> onReject,
        boolean noAction,
        List<String> envelope) {
    static final MilterBlock NONE =
            new MilterBlock(List.of(), List.of(), Optional.empty(), List.of(), Optional.empty(), false, List.of());

    /**
     * A field to remove.
     *
     * @param number which one of that name: 1 for the first, -1 for the last, 0 for all of them
     */
    record Removal(String name, int number) {}

    /**
     * A field to add.
     *
     * @param order how many fields stand above it; -1 puts it at the end, -2 above the last one, and so on
     */
    record Addition(String name, String value, int order) {
        static final int AT_THE_END = -1;
    }
}
