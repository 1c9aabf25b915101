package postprox.resident;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.posix.Confinement;
import postprox.posix.MessageSocket;
import postprox.posix.PeerEnd;
import postprox.posix.ReceivedMessage;
import postprox.posix.ReceivedMessage.Sender;
import postprox.posix.Ticket;

/**
 * The datagram socket on standard input to which native clients send sessions. The head of src/main/c/postprox-client.c has the
 * protocol. Not thread-safe: each receiving thread makes an object of its own for this one socket. For platform threads, since
 * receiving blocks.
 */
final class HandoverSocket {
    static final int DESCRIPTOR = 0;

    /** The maximum size of an environment, as in postprox-client.c. */
    private static final int ENVIRONMENT_BYTES = 64 * 1024;

    /** The ticket, the control connection, and the SMTP client's connection as one socket or two pipes. */
    private static final int MAX_DESCRIPTORS = 4;

    private final Confinement confinement;
    private final MessageSocket socket = new MessageSocket(DESCRIPTOR, ENVIRONMENT_BYTES, MAX_DESCRIPTORS);

    /**
     * Makes the object with which one thread receives sessions.
     *
     * @param confinement the confinement of this process, which a sender must share
     */
    HandoverSocket(Confinement confinement) {
        this.confinement = confinement;
    }

    /**
     * Waits for a session. The caller must {@link HandedOverClient#claim} it before it serves it.
     *
     * @return empty if a signal interrupted the wait
     * @throws HandoverRefused if the message was no session, or its sender does not share this process's confinement. The
     *     sender sees the end of the control connection
     * @throws IOException if this process had no descriptors left for the message. The sender sees the same
     */
    Optional<HandedOverClient> receive() throws IOException {
        Optional<ReceivedMessage> received = socket.receive();
        if (received.isEmpty()) {
            return Optional.empty();
        }
        try (ReceivedMessage message = received.get()) {
            check(message);
            Optional<HandedOverClient> arrival = Optional.of(handedOver(message));
            // Last, since memory may run out before: then the message closes the descriptors.
            message.passOnDescriptors();
            return arrival;
        }
    }

    private static HandedOverClient handedOver(ReceivedMessage message) {
        List<Integer> descriptors = message.descriptors();
        PeerEnd client = descriptors.size() == MAX_DESCRIPTORS
                ? new PeerEnd.Pipes(descriptors.get(2), descriptors.get(3))
                : new PeerEnd.Socket(descriptors.get(2));
        return new HandedOverClient(
                new Ticket(descriptors.get(0)),
                new PeerEnd.Socket(descriptors.get(1)),
                client,
                environmentLines(message.bytes()));
    }

    private void check(ReceivedMessage message) throws IOException {
        if (message.isCut() || message.descriptorCount() > MAX_DESCRIPTORS) {
            throw new HandoverRefused("what came was none");
        }
        if (message.hasLostDescriptors()) {
            throw new IOException("no descriptors left for one that came (EMFILE)");
        }
        if (message.descriptorCount() < MAX_DESCRIPTORS - 1) {
            throw new HandoverRefused("what came was none");
        }
        check(message.sender().orElseThrow(() -> new HandoverRefused("nothing says who sent it")));
    }

    /**
     * Refuses a sender that could not do by itself all that this process would do for its session: the session's filters run in
     * this process's namespaces, with its privileges, and with the sender's PATH. No other user but root can enter the
     * directory of the socket, but containers may share it. The kernel tells which process has sent the datagram. The process
     * at the other end of the control connection proves nothing: that may be an innocent process's socket to which the sender
     * has connected.
     */
    private void check(Sender sender) throws IOException {
        int pid = sender.pid();
        if (!sender.ofThisUser()) {
            throw new HandoverRefused("it came from another user");
        }
        if (sender.hasEnded()) {
            throw hasEnded(pid);
        }
        if (!confinementOf(pid).equals(confinement)) {
            throw new HandoverRefused("it came from process " + pid
                    + ", which runs in another container or with other privileges than this process");
        }
        // If the sender has ended, another process may have got its process id, and the confinement may be that one's.
        if (sender.hasEnded()) {
            throw hasEnded(pid);
        }
    }

    private static HandoverRefused hasEnded(int pid) {
        return new HandoverRefused("it came from process " + pid + ", which has ended");
    }

    private static Confinement confinementOf(int pid) throws HandoverRefused {
        try {
            // The process id is 0 if the sender is outside this process's PID namespace. There is no /proc/0.
            return Confinement.of(Path.of("/proc/" + pid));
        } catch (IOException e) {
            throw new HandoverRefused(
                    "it came from process " + pid + ", of which nothing can be known: " + e.getMessage());
        }
    }

    private static List<String> environmentLines(String bytes) {
        return bytes.isEmpty() ? List.of() : List.of(bytes.split("\0"));
    }
}
