package postprox.session;

import java.io.IOException;
import java.util.Optional;
import postprox.event.MessageEvent.MessageAborted.Abort;
import postprox.smtp.ByteSink;
import postprox.smtp.Command;
import postprox.smtp.Reply;

/** The content of one message on its way in, with the commands and replies that belong to it. */
interface Content {
    /**
     * Reads the content to its end, as Unix text.
     *
     * @throws TakenBack                  if the client took it back by another command
     * @throws postprox.net.WireException if the client went away before its end
     */
    void read(Sink text) throws IOException, TakenBack;

    /** The reason in the log if the content does not come to its end. */
    Abort brokenOff();

    /** The destination of content. It takes all content, even if it is refused: unread content would be taken for commands. */
    interface Sink extends ByteSink {
        /** The reply if the content is refused already; empty if it is not. */
        Optional<Reply> refusal();
    }

    /** The destination of refused content, which drops it. */
    record Refused(Reply reply) implements Sink {
        @Override
        public void write(byte[] bytes, int offset, int length) {
            // The content was read, which is all: unread content would be taken for commands.
        }

        @Override
        public Optional<Reply> refusal() {
            return Optional.of(reply);
        }
    }

    /**
     * The client ended the message by another command, without its last chunk. The message is dropped; the command is still to
     * do.
     */
    final class TakenBack extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Command command;

        TakenBack(Command command) {
            super(command.verb().name());
            this.command = command;
        }

        Command command() {
            return command;
        }
    }
}
