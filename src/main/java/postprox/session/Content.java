package postprox.session;

import java.io.IOException;
import java.util.Optional;
import postprox.event.Event.MessageAborted.Abort;
import postprox.smtp.ByteSink;
import postprox.smtp.Command;
import postprox.smtp.Reply;

/** The content of one message on its way in, with what the client and we say to each other meanwhile. */
interface Content {
    /**
     * Reads the content to its end, as Unix text.
     *
     * @throws TakenBack                     where the client took it back by another command
     * @throws postprox.net.WireException where the client went away before its end
     */
    void read(Sink text) throws IOException, TakenBack;

    /** What the log says of content that did not come to its end. */
    Abort brokenOff();

    /** Where content goes. Takes all of it, also what is refused: left unread, it would be read as commands. */
    interface Sink extends ByteSink {
        /** Why the content is refused already, if it is. */
        Optional<Reply> refusal();
    }

    /** Content that nobody wants. */
    record Refused(Reply reply) implements Sink {
        @Override
        public void write(byte[] bytes, int offset, int length) {
            // Read, so as not to be taken for commands.
        }

        @Override
        public Optional<Reply> refusal() {
            return Optional.of(reply);
        }
    }

    /** The client ended the message without its last chunk. Nothing of it is left; the command is to be carried out. */
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
