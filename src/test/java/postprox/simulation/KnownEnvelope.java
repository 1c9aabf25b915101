package postprox.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The envelope of the transaction in hand, as a client knows it by the replies that it got. Not thread-safe. */
final class KnownEnvelope {
    private final List<String> recipients = new ArrayList<>();
    private final List<String> forwarded = new ArrayList<>();
    private Optional<String> sender = Optional.empty();
    private String greeting = "";
    private boolean forwardedIsSure = true;

    /** Whether there is somebody to send a message to. */
    boolean isAddressed() {
        return sender.isPresent() && !recipients.isEmpty();
    }

    boolean isOpen() {
        return sender.isPresent();
    }

    /** The next hop was lost, as the proxy itself says: with a transaction goes what was said for it. */
    void lose() {
        if (isOpen()) {
            end(true);
        }
    }

    /** What a command changes that was carried out. */
    void carryOut(Answered command) {
        switch (command.verb()) {
            case "HELO", "EHLO" -> {
                end(true);
                greeting = command.line();
            }
            case "RSET" -> end(true);
            case "XFORWARD" -> forwarded.add(command.line());
            case "MAIL" -> {
                // Only a transaction that the next hop was lost in can be followed by another without more ado. Where
                // that
                // was by a 421 of its own the client cannot know when, and so which of XFORWARD's values went with it.
                forwardedIsSure &= sender.isEmpty();
                recipients.clear();
                sender = Optional.of(command.line());
            }
            case "RCPT" -> recipients.add(command.line());
            default -> {}
        }
    }

    /**
     * The transaction is over.
     *
     * @param sure whether the client knows that the next hop was not lost before: see {@link #carryOut}
     */
    void end(boolean sure) {
        sender = Optional.empty();
        recipients.clear();
        forwarded.clear();
        forwardedIsSure = sure;
    }

    /** A message with this envelope; see there. */
    Message message(
            Message.Body body, long ready, int end, boolean isLast, int turn, Optional<SimulatedClient.Heard> reply) {
        return new Message(
                sender.orElse(""),
                List.copyOf(recipients),
                greeting,
                forwardedIsSure ? Optional.of(List.copyOf(forwarded)) : Optional.empty(),
                body,
                ready,
                end,
                isLast,
                turn,
                reply);
    }
}
