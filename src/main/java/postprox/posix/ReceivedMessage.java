package postprox.posix;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What came in one message: its bytes, the descriptors that were sent with it, and who sent it. Closing it closes the
 * descriptors that nobody has taken. Not thread-safe.
 */
public final class ReceivedMessage implements AutoCloseable {
    private final String bytes;
    private final List<Integer> descriptors;
    private final boolean cut;
    private final boolean descriptorsLost;
    private final Optional<Sender> sender;
    private boolean taken;

    ReceivedMessage(
            String bytes, List<Integer> descriptors, boolean cut, boolean descriptorsLost, Optional<Sender> sender) {
        this.bytes = bytes;
        this.descriptors = List.copyOf(descriptors);
        this.cut = cut;
        this.descriptorsLost = descriptorsLost;
        this.sender = sender;
    }

    /** The bytes, one a character. */
    public String bytes() {
        return bytes;
    }

    /** Whether there were more bytes than there was room for. */
    public boolean isCut() {
        return cut;
    }

    /** Whether descriptors came that this process had no numbers left for (EMFILE), or more than it has asked for. */
    public boolean hasLostDescriptors() {
        return descriptorsLost;
    }

    /** How many descriptors came. */
    public int descriptorCount() {
        return descriptors.size();
    }

    /** The descriptors. From here on they are the caller's to close. */
    public List<Integer> takeDescriptors() {
        taken = true;
        return descriptors;
    }

    /** The process that sent it, as the kernel says; nothing where the kernel was not asked. */
    public Optional<Sender> sender() {
        return sender;
    }

    @Override
    public void close() {
        sender.ifPresent(Sender::close);
        if (!taken) {
            descriptors.forEach(Descriptors::close);
        }
    }

    /**
     * The process that sent a message.
     *
     * @param pid  its number when it sent it
     * @param ofThisUser whether its real user is the one that this process runs for
     * @param pidfd a descriptor of it, which no other process can take over as it can a number; the negative of the error number
     *     with which the kernel gave none, or {@link PollSet#NONE} where it gives none (before Linux 6.5)
     */
    public record Sender(int pid, boolean ofThisUser, int pidfd) {
        /**
         * Whether the process has ended. If not, whatever was read about its number until now was about it.
         *
         * @throws IOException where that cannot be known
         */
        public boolean hasEnded() throws IOException {
            if (pidfd < PollSet.NONE) {
                int error = -pidfd;
                if (error == Errno.ESRCH || error == Errno.EINVAL) {
                    return true;
                }
                throw Errno.exception("a descriptor of process " + pid, error);
            }
            return Readiness.isReadable(pidfd);
        }

        private void close() {
            Descriptors.close(pidfd);
        }
    }
}
