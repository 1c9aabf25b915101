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
 * The datagram socket on standard input where native clients put sessions; src/main/c/postprox-client.c has the protocol. Not
 * thread-safe: each thread that receives has its own, and all of them receive from the one socket. Receiving blocks: it
 * belongs on a platform thread.
 */
final class HandoverSocket {
    static final int DESCRIPTOR = 0;

    /** As in the client. */
    private static final int ENVIRONMENT_BYTES = 64 * 1024;

    /** The ticket, the control connection, and the client's connection in one socket or two pipes. */
    private static final int MAX_DESCRIPTORS = 4;

    private final Confinement ours;
    private final MessageSocket socket = new MessageSocket(DESCRIPTOR, ENVIRONMENT_BYTES, MAX_DESCRIPTORS);

    /**
     * The socket, for one thread.
     *
     * @param ours what a process must have in common with this one to have its sessions served here
     */
    HandoverSocket(Confinement ours) {
        this.ours = ours;
    }

    /**
     * Waits for a session, which is not ours yet: see {@link Handover#claim}.
     *
     * @return nothing where the wait was interrupted
     * @throws HandoverRefused where what came was no session, or its sender is not one of ours; the sender is told by the
     *     end of the control connection
     * @throws IOException where we had no descriptors for what came; the sender is told in the same way
     */
    Optional<Handover> receive() throws IOException {
        Optional<ReceivedMessage> received = socket.receive();
        if (received.isEmpty()) {
            return Optional.empty();
        }
        try (ReceivedMessage message = received.get()) {
            check(message);
            List<Integer> descriptors = message.takeDescriptors();
            PeerEnd client = descriptors.size() == MAX_DESCRIPTORS
                    ? new PeerEnd.Pipes(descriptors.get(2), descriptors.get(3))
                    : new PeerEnd.Socket(descriptors.get(2));
            return Optional.of(new Handover(
                    new Ticket(descriptors.get(0)),
                    new PeerEnd.Socket(descriptors.get(1)),
                    client,
                    environmentLines(message.bytes())));
        }
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
     * Lets in only a process that could do by itself what the session has us do: its filters run where we are, with what we may
     * do, and with a PATH of its own. The directory lets no other user in (root excepted), but it may be shared by containers.
     * The kernel says who sent the datagram itself. Who has the other end of the control connection proves nothing: that
     * may be a socket of an innocent process, to which the sender has connected.
     */
    private void check(Sender sender) throws IOException {
        int pid = sender.pid();
        if (!sender.ofThisUser()) {
            throw new HandoverRefused("it came from another user");
        }
        if (sender.hasEnded()) {
            throw hasEnded(pid);
        }
        if (!confinement(pid).equals(ours)) {
            throw new HandoverRefused("it came from process " + pid
                    + ", which runs in another container or with other privileges than this process");
        }
        // The confinement is the sender's only if no other process has got its number meanwhile.
        if (sender.hasEnded()) {
            throw hasEnded(pid);
        }
    }

    private static HandoverRefused hasEnded(int pid) {
        return new HandoverRefused("it came from process " + pid + ", which has ended");
    }

    private static Confinement confinement(int pid) throws HandoverRefused {
        try {
            // 0 is a process that is in none of our PID namespaces.
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
