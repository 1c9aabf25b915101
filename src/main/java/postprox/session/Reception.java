package postprox.session;

import java.io.IOException;
import java.util.Optional;
import postprox.event.MessageEvent.MessageAborted.Abort;
import postprox.event.ReachedLimit;
import postprox.net.WireException;
import postprox.nexthop.KeepAlive;
import postprox.nexthop.NextHop;
import postprox.smtp.BodyType;
import postprox.smtp.Reply;
import postprox.spool.SpooledMessage;

/** Takes the content of one message into the spool, within the limits. For the session's thread. */
final class Reception {
    private final Client client;
    private final NextHop nextHop;
    private final MessageEvents events;
    private final ReachedLimit limit;
    private final long maxBytes;

    /** Prepares a reception. Of postprox's limit and the next hop's the smaller counts; 0 means no limit. */
    Reception(Client client, NextHop nextHop, MessageEvents events) {
        this.client = client;
        this.nextHop = nextHop;
        this.events = events;
        long own = client.maxBytes();
        long ofNextHop = nextHop.maxBytes();
        boolean isNextHopStricter = ofNextHop > 0 && (own == 0 || ofNextHop < own);
        this.limit = isNextHopStricter ? ReachedLimit.NEXT_HOP_SIZE : ReachedLimit.MESSAGE_SIZE;
        this.maxBytes = isNextHopStricter ? ofNextHop : own;
    }

    /**
     * Takes content to its end.
     *
     * @param body        the body type that MAIL declared
     * @param whenRefused runs once, when it is known that the message will not be used
     * @return the reply if the content is refused; empty if it is not
     * @throws Content.TakenBack if the client ended the message by another command
     */
    Optional<Reply> receive(
            Content content, SpooledMessage message, BodyType body, Runnable whenRefused, KeepAlive keepAlive)
            throws IOException, Content.TakenBack {
        ContentSink text = new ContentSink(message, maxBytes, body, whenRefused);
        read(content, text, keepAlive);
        if (text.contentRefusal().isEmpty()) {
            text.check();
        }
        return text.contentRefusal();
    }

    private void read(Content content, ContentSink text, KeepAlive keepAlive) throws IOException, Content.TakenBack {
        boolean whole = false;
        Abort abort = content.brokenOff();
        try {
            content.read(text);
            text.end();
            whole = true;
        } catch (Content.TakenBack e) {
            keepAlive.stop().ifPresent(nextHop::lose);
            throw e;
        } catch (WireException e) {
            abort = e.reason() == WireException.Cause.TIMEOUT ? Abort.CONTENT_TOO_SLOW : abort;
            throw e;
        } finally {
            events.received(text.size());
            if (text.isTooLarge()) {
                var _ = client.limitReached(limit);
            }
            if (!whole) {
                events.aborted(abort);
            }
        }
    }
}
