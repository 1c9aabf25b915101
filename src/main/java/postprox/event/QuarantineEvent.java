package postprox.event;

import java.util.Optional;
import postprox.mail.Envelope;
import postprox.smtp.Reply;

/**
 * An event of a message in the quarantine after it was kept aside. These events have a file of their own, so that no session loads
 * them.
 */
public sealed interface QuarantineEvent extends Event {
    /** The message. */
    Subject message();

    /**
     * A message in the quarantine, and who looks after it.
     *
     * @param id       its name in the quarantine
     * @param envelope its envelope; empty if it cannot be read
     * @param size     the size of its text in bytes; 0 if that is not known
     * @param login    the number of the user who has logged in to look after it; empty if the kernel does not know
     */
    record Subject(String id, Optional<Envelope> envelope, long size, Optional<String> login) {}

    /**
     * The next hop has taken a message that was kept aside.
     *
     * @param nextHop the next hop
     * @param reply   its reply
     * @param remains why the message is in the quarantine all the same; empty if it is not
     */
    record MessageReleased(Subject message, String nextHop, Reply reply, String remains) implements QuarantineEvent {}

    /** A message was to be released, and is still in the quarantine. */
    record ReleaseFailed(Subject message, String nextHop, String reason) implements QuarantineEvent {}

    /** A message was deleted. */
    record MessageDeleted(Subject message) implements QuarantineEvent {}
}
