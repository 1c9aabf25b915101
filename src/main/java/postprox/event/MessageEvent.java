package postprox.event;

import postprox.smtp.Replies;
import postprox.smtp.Reply;

/** An event of one message: its fate, or why it has none yet. */
public sealed interface MessageEvent extends SessionEvent {
    /** The message, as far as it was handled. */
    Handled message();

    /** Whether the message got its answer by this event, and its filters have said all that they say of it. */
    default boolean isAnswer() {
        return false;
    }

    @Override
    default String session() {
        return message().envelope().session();
    }

    /**
     * The next hop accepted a message.
     *
     * @param reply the next hop's reply
     */
    record MessageAccepted(Handled message, FilterResult filterResult, Reply reply) implements MessageEvent {
        @Override
        public boolean isAnswer() {
            return true;
        }

        /** The filter's result for the message. */
        public enum FilterResult {
            /** There is no filter. */
            NONE,
            PASSED,
            CHANGED,
            FAILED
        }
    }

    /** A message was refused, for now or for good. */
    record MessageRefused(Handled message, Reply reply, Speaker by) implements MessageEvent {
        @Override
        public boolean isAnswer() {
            return true;
        }
    }

    /**
     * A message was kept aside and not passed on. The copy is safe on the disk.
     *
     * @param filter the name of the filter that asked for it; empty for the manual's filter
     * @param reason the filter's reason
     * @param id     the message's name in the quarantine
     * @param reply  the reply to the client
     */
    record MessageQuarantined(Handled message, String filter, String reason, String id, Reply reply)
            implements MessageEvent {
        @Override
        public boolean isAnswer() {
            return true;
        }
    }

    /**
     * A message was thrown away, and its client was told that it was accepted.
     *
     * @param filter as in {@link MessageQuarantined}
     */
    record MessageDiscarded(Handled message, String filter, String reason) implements MessageEvent {
        @Override
        public boolean isAnswer() {
            return true;
        }

        /** The reply to the client. */
        public Reply reply() {
            return Replies.taken(session());
        }
    }

    /** A client gave a message up before it got a reply. The next hop does not have the message. */
    record MessageAborted(Handled message, Abort abort) implements MessageEvent {
        public enum Abort {
            NO_FINAL_DOT,
            NO_LAST_CHUNK,
            CONTENT_TOO_SLOW,
            CLIENT_GONE
        }
    }

    /**
     * A filter gave no verdict on a message.
     *
     * @param filter the filter's name; empty for the manual's filter
     */
    record FilterFailed(Handled message, String filter, Failure failure, String reason, Disposition disposition)
            implements MessageEvent {
        public enum Failure {
            /** The filter itself failed. */
            FAILED,
            /** The filter failed, or it refused the message in words that may be a sender's: postprox cannot tell which. */
            DOUBTFUL,
            /** The filter got no turn, or it could not be started. */
            NOT_RUN,
            /** The filter asked for what the administrator has not switched on. */
            NOT_ALLOWED
        }

        /** The fate of the message. */
        public enum Disposition {
            REFUSED_FOR_NOW,
            PASSED_UNFILTERED,
            NOT_PASSED_ON
        }
    }

    /** The next hop gave no reply to the final dot. It may have the message, and the client was told to try again. */
    record OutcomeUnknown(Handled message, String reason) implements MessageEvent {}
}
