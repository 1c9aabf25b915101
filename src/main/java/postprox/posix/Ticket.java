package postprox.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An eventfd(2) with the value 1, which several processes have open. The one that reads the 1 has the ticket.
 *
 * @param descriptor its number
 */
public record Ticket(int descriptor) {
    /** What is read from an eventfd(2). */
    private static final long BYTES = 8;

    /** Takes the ticket. False where another process was faster. */
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
