package postprox.event;

import java.time.Duration;

/**
 * What a filter said of a message, for the log.
 *
 * @param filter   the filter's name
 * @param said     its answer in one word
 * @param observed whether the filter was only observed, so that its answer changed nothing
 * @param time     how long it took
 * @param words    its own words, one byte a character; empty if it said none
 */
public record FilterNote(String filter, Said said, boolean observed, Duration time, String words) {
    /** Whether the filter was asked. */
    public boolean wasAsked() {
        return said != Said.NOT_ASKED && said != Said.TOO_LARGE;
    }

    /** Whether the filter has answered, and well. */
    public boolean isVerdict() {
        return switch (said) {
            case PASS, EDIT, REJECT, DEFER, TAG, QUARANTINE, DISCARD -> true;
            case FAILED, DOUBTFUL, NOT_RUN, NOT_ASKED, TOO_LARGE -> false;
        };
    }

    /** The answer in one word, as a reader finds it: {@code would-reject} of a filter that is only observed. */
    public String answer() {
        return (observed && wasAsked() ? "would-" : "") + said.word();
    }

    /** An answer in one word. */
    public enum Said {
        PASS,
        EDIT,
        REJECT,
        /** It wants the message refused for now if the other filters let it pass, or if they refuse it. */
        DEFER,
        /** It refused the message, which passes with a mark in its header. */
        TAG,
        QUARANTINE,
        DISCARD,
        FAILED,
        DOUBTFUL,
        NOT_RUN,
        /** The filter was not asked, since it is not for this message. */
        NOT_ASKED,
        /** The filter was not asked, since the message is larger than it takes. */
        TOO_LARGE;

        /** The word in lines for readers. It stays the same from release to release. */
        public String word() {
            return switch (this) {
                case PASS -> "pass";
                case EDIT -> "edit";
                case REJECT -> "reject";
                case DEFER -> "defer";
                case TAG -> "tag";
                case QUARANTINE -> "quarantine";
                case DISCARD -> "discard";
                case FAILED -> "failed";
                case DOUBTFUL -> "doubtful";
                case NOT_RUN -> "not-run";
                case NOT_ASKED -> "not-asked";
                case TOO_LARGE -> "too-large";
            };
        }
    }
}
