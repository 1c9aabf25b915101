package postprox.session;

import java.io.IOException;
import java.util.Optional;
import postprox.event.MessageEvent.MessageAborted.Abort;
import postprox.filter.LargestContent;
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
    private final LargestContent largest;

    Reception(Client client, NextHop nextHop, MessageEvents events, LargestContent largest) {
        this.client = client;
        this.nextHop = nextHop;
        this.events = events;
        this.largest = largest;
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
        ContentSink text = new ContentSink(message, largest.bytes(), body, whenRefused);
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
            events.received(text.size(), whole);
            if (text.isTooLarge()) {
                var _ = client.limitReached(largest.limit());
            }
            if (!whole) {
                events.aborted(abort);
            }
        }
    }
}
