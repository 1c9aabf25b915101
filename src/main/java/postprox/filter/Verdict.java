package postprox.filter;

import java.util.List;
import java.util.Optional;
import postprox.mail.HeaderEdit;
import postprox.smtp.Reply;
import postprox.spool.SpooledText;

/** A filter's verdict on a message that it has examined. */
public sealed interface Verdict extends Answer {
    /** The reply by which the message is refused if the filters behind this one let it pass; empty if it is not. */
    default Optional<Reply> refusal() {
        return switch (this) {
            case Reject(Reply reply, var _) -> Optional.of(reply);
            case Defer(Reply reply, var condition, var besides) ->
                switch (condition) {
                    case IF_PERMIT -> Optional.of(reply);
                    case IF_REJECT -> besides.refusal();
                };
            case Accept _, Edit _, Quarantine _, Discard _ -> Optional.empty();
        };
    }

    /** A verdict by which the message passes, as far as this filter alone is concerned. */
    sealed interface Passing extends Verdict {
        /** The text that passes in place of the message, however the verdict is wrapped; empty if there is none. */
        default Optional<SpooledText> content() {
            return switch (this) {
                case Accept _ -> Optional.empty();
                case Edit(var _, var content, var _) -> content;
                case Defer(var _, var _, var besides) -> besides.content();
            };
        }
    }

    /** The message passes unchanged. */
    record Accept(Remarks remarks) implements Passing {
        public Accept() {
            this(Remarks.NONE);
        }
    }

    /**
     * The message passes with changes.
     *
     * @param edits   changes of the header, in their order
     * @param content the text that passes in place of the message, before the edits, with LF or CRLF at the end of each line; it can
     *     be read until the message is removed. Empty if the message itself passes
     */
    record Edit(List<HeaderEdit> edits, Optional<SpooledText> content, Remarks remarks) implements Passing {
        public Edit {
            edits = List.copyOf(edits);
        }

        /**
         * A change of nothing. The chain reads the header for it all the same: it ends a header at a line of no field with an empty line, and
         * refuses the message if its header is too large to be changed.
         */
        public static HeaderEdit ofNothing() {
            return new HeaderEdit.Delete("X-Nothing", Integer.MAX_VALUE);
        }

        /** Another text passes in place of the message. */
        public static Edit replacing(SpooledText text) {
            return new Edit(List.of(), Optional.of(text), Remarks.NONE);
        }
    }

    /**
     * The message is kept aside and not passed on.
     *
     * @param reason why, in one line of printable characters, one byte each; it may be empty
     */
    record Quarantine(String reason) implements Verdict {}

    /**
     * The message is thrown away, and its sender hears that it was accepted.
     *
     * @param reason why, as in {@link Quarantine}
     */
    record Discard(String reason) implements Verdict {}

    /**
     * The message is refused for now, if the filters behind this one come to a certain answer.
     *
     * @param reply   the reply to the client, always a 4xx
     * @param besides how the message passes otherwise. The filters behind this one see it so
     */
    record Defer(Reply reply, Condition condition, Passing besides) implements Passing {
        /** When the message is refused for now. Postfix has both as actions of access(5). */
        public enum Condition {
            /** If they let it pass. */
            IF_PERMIT,
            /** If they refuse it for good. */
            IF_REJECT
        }

        public Defer {
            if (reply.code() / 100 != 4) {
                throw new IllegalArgumentException("this is no refusal for now: " + reply);
            }
        }

        /** Otherwise the message passes unchanged. */
        public Defer(Reply reply, Condition condition) {
            this(reply, condition, new Accept());
        }
    }

    /**
     * The message is refused.
     *
     * @param reply the reply to the client, always a 4xx or 5xx
     * @param said  what the filter says to the administrator alone, such as a score, in one line of printable characters, one byte
     *     each; empty if the reply says it all
     */
    record Reject(Reply reply, String said) implements Verdict {
        /** A refusal whose reply says it all. */
        public Reject(Reply reply) {
            this(reply, "");
        }

        public Reject {
            if (!reply.isNegative()) {
                throw new IllegalArgumentException("a refusal needs a 4xx or 5xx code: " + reply);
            }
        }
    }
}
