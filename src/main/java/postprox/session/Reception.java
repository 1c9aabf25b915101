package postprox.session;

import java.io.IOException;
import java.util.Optional;
import postprox.event.Event.MessageAborted.Abort;
import postprox.event.ReachedLimit;
import postprox.net.WireException;
import postprox.nexthop.KeepAlive;
import postprox.nexthop.NextHop;
import postprox.smtp.BodyType;
import postprox.smtp.Reply;
import postprox.spool.SpooledMessage;

/** Takes the content of one message, within the limits, into the spool. On the session's thread. */
final class Reception {
    private final Client client;
    private final NextHop nextHop;
    private final MessageEvents events;
    private final ReachedLimit limit;
    private final long maxBytes;

    /** The smaller limit counts, ours or the next hop's: 0 is none. */
    Reception(Client client, NextHop nextHop, ClientLimits limits, MessageEvents events) {
        this.client = client;
        this.nextHop = nextHop;
        this.events = events;
        long ours = limits.messageBytes();
        long theirs = nextHop.maxBytes();
        boolean theirsIsLess = theirs > 0 && (ours == 0 || theirs < ours);
        this.limit = theirsIsLess ? ReachedLimit.NEXT_HOP_SIZE : ReachedLimit.MESSAGE_SIZE;
        this.maxBytes = theirsIsLess ? theirs : ours;
    }

    /**
     * Takes content to its end.
     *
     * @param body        what was said of its eighth bit
     * @param whenRefused what is done once it is known that the message will not be used
     * @return why it is refused, if it is
     * @throws Content.TakenBack where the client ended it by another command
     */
    Optional<Reply> receive(
            Content content, SpooledMessage message, BodyType body, Runnable whenRefused, KeepAlive keepAlive)
            throws IOException, Content.TakenBack {
        ContentSink text = new ContentSink(message, maxBytes, body, whenRefused);
        read(content, text, keepAlive);
        if (text.content().isEmpty()) {
            text.check();
        }
        return text.content();
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
