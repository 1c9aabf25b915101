package postprox.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An eventfd(2) with the value 1, which several processes have open. The process that reads the 1 has the ticket.
 *
 * @param descriptor the descriptor of the eventfd
 */
public record Ticket(int descriptor) {
    /** How many bytes a read of an eventfd(2) returns. */
    private static final long BYTES = 8;

    /** Takes the ticket. Returns false if another process has taken it. */
    public boolean take() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(BYTES);
            return Descriptors.read(arena, descriptor, value) == BYTES;
        }
    }

    /** Closes the descriptor. */
    public void close() {
        Descriptors.close(descriptor);
    }
}
