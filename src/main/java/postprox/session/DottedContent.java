package postprox.session;

import java.io.IOException;
import postprox.event.MessageEvent.MessageAborted.Abort;
import postprox.net.WireException;
import postprox.smtp.DataReader;
import postprox.smtp.Replies;
import postprox.smtp.StrayCr;

/** Content after DATA, up to the final dot (RFC 5321 section 4.1.1.4). */
final class DottedContent implements Content {
    private final Client client;
    private final StrayCr strayCr;

    DottedContent(Client client, StrayCr strayCr) {
        this.client = client;
        this.strayCr = strayCr;
    }

    @Override
    public void read(Sink text) throws IOException {
        client.send(Replies.START_CONTENT);
        if (!client.readContent(client.contentDeadline(), new DataReader(strayCr), text)) {
            throw new WireException(WireException.Cause.CLOSED, "the client broke off its message");
        }
    }

    @Override
    public Abort brokenOff() {
        return Abort.NO_FINAL_DOT;
    }
}
