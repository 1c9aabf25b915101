package postprox.filter.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A filter's answer about a message. */
public sealed interface Answer {
    /**
     * The message passes as it is.
     *
     * @param remark a few words for the log, such as a score; it may be empty
     */
    record Accept(String remark) implements Answer {
        public Accept {
            Objects.requireNonNull(remark);
        }
    }

    /**
     * The message passes with changes. The body is copied only if there is new content.
     *
     * @param header  changes of the header, in their order
     * @param content writes another content in place of the message's, whose header then gets the changes; empty if the content
     *     stays
     * @param remark  a few words for the log; it may be empty
     */
    record Edit(List<HeaderEdit> header, Optional<ContentWriter> content, String remark) implements Answer {
        public Edit {
            header = List.copyOf(header);
            Objects.requireNonNull(content);
            Objects.requireNonNull(remark);
        }
    }

    /**
     * The message is refused.
     *
     * @param code     the reply code: 400 to 499 if the client is to try again later, 500 to 599 if not. Anything else counts as a
     *     failure of the filter
     * @param enhanced the enhanced status code (RFC 3463), such as {@code 5.7.1}, with the class of the code
     * @param text     what the sender gets to read: one line of visible US-ASCII and blanks
     */
    record Reject(int code, String enhanced, String text) implements Answer {
        public Reject {
            Objects.requireNonNull(enhanced);
            Objects.requireNonNull(text);
        }
    }

    /**
     * The message is kept aside and not passed on. If the administrator has not switched that on, the message is put off.
     *
     * @param reason why, in one line
     */
    record Quarantine(String reason) implements Answer {
        public Quarantine {
            Objects.requireNonNull(reason);
        }
    }

    /**
     * The message is thrown away, and its sender hears that it was accepted. If the administrator has not switched that on, the message
     * is put off.
     *
     * @param reason why, in one line
     */
    record Discard(String reason) implements Answer {
        public Discard {
            Objects.requireNonNull(reason);
        }
    }

    /**
     * The filter could not examine the message. What becomes of it is the administrator's decision.
     *
     * @param reason why, in one line for the log
     */
    record Failed(String reason) implements Answer {
        public Failed {
            Objects.requireNonNull(reason);
        }
    }

    /** The message passes as it is. */
    static Answer accept() {
        return new Accept("");
    }

    /** The message passes as it is, with a few words for the log. */
    static Answer accept(String remark) {
        return new Accept(remark);
    }

    /** The message passes with changes of its header. */
    static Answer edit(HeaderEdit... header) {
        return new Edit(List.of(header), Optional.empty(), "");
    }

    /** Another content passes in place of the message's. */
    static Answer replace(ContentWriter content) {
        return new Edit(List.of(), Optional.of(content), "");
    }

    /** The message is refused, as in {@link Reject}. */
    static Answer reject(int code, String enhanced, String text) {
        return new Reject(code, enhanced, text);
    }

    /** The message is kept aside, as in {@link Quarantine}. */
    static Answer quarantine(String reason) {
        return new Quarantine(reason);
    }

    /** The message is thrown away, as in {@link Discard}. */
    static Answer discard(String reason) {
        return new Discard(reason);
    }

    /** The filter could not examine the message, as in {@link Failed}. */
    static Answer failed(String reason) {
        return new Failed(reason);
    }
}
