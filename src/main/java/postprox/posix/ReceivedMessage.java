package postprox.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A received message: its bytes, the descriptors that came with it, and its sender. {@link #close} closes the descriptors
 * unless another object owns them. The caller reads the message before it receives the next one. Not thread-safe.
 */
public final class ReceivedMessage implements AutoCloseable {
    private final MemorySegment bytes;
    private final List<Integer> descriptors;
    private final boolean cut;
    private final boolean descriptorsLost;
    private final Optional<Sender> sender;
    private boolean passedOn;

    ReceivedMessage(
            MemorySegment bytes,
            List<Integer> descriptors,
            boolean cut,
            boolean descriptorsLost,
            Optional<Sender> sender) {
        this.bytes = bytes;
        this.descriptors = List.copyOf(descriptors);
        this.cut = cut;
        this.descriptorsLost = descriptorsLost;
        this.sender = sender;
    }

    /** The bytes of the message, one a character. */
    public String bytes() {
        return new String(bytes.toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    /** Whether the message had more bytes than were received. */
    public boolean isCut() {
        return cut;
    }

    /**
     * Whether descriptors were lost, since this process had too many open (EMFILE) or the message had more than the maximum.
     */
    public boolean hasLostDescriptors() {
        return descriptorsLost;
    }

    /** The number of descriptors that were received. */
    public int descriptorCount() {
        return descriptors.size();
    }

    /** The descriptors, which this message closes unless they are {@link #passOnDescriptors passed on}. */
    public List<Integer> descriptors() {
        return descriptors;
    }

    /** Leaves it to another object to close the descriptors. */
    public void passOnDescriptors() {
        passedOn = true;
    }

    /** The process that sent the message, as the kernel tells it; empty if the socket does not ask the kernel (SO_PASSCRED). */
    public Optional<Sender> sender() {
        return sender;
    }

    @Override
    public void close() {
        sender.ifPresent(Sender::close);
        if (!passedOn) {
            descriptors.forEach(Descriptors::close);
        }
    }

    /**
     * The process that sent a message.
     *
     * @param pid        its process id at that time; another process can have it later
     * @param ofThisUser whether its real user is that of this process
     * @param pidfd      a pidfd of it, which never stands for another process. {@link PollSet#NONE} if this kernel gives none
     *     (before Linux 6.5); a smaller number is the negative of the kernel's error number
     */
    public record Sender(int pid, boolean ofThisUser, int pidfd) {
        /**
         * Whether the process has ended. If not, all that was read from proc(5) about its process id until now was about this
         * process.
         *
         * @throws IOException if this process cannot tell
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
