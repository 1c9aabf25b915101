package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import postprox.posix.FreeRoom;
import postprox.spool.DiskRoom.Share;

/** However messages come and filters write, what each was promised is there when it writes, and the reserve is never touched. */
class DiskRoomPropertyTest {
    private static final long ALL = 2_000_000;
    private static final long RESERVED = ALL / 16;
    private static final int BLOCK = 100_000;

    private long used;
    private final DiskRoom room = new DiskRoom(
            new Disk() {
                @Override
                FreeRoom room(Path where) {
                    return new FreeRoom(ALL - used, ALL, Long.MAX_VALUE, 0);
                }
            },
            Path.of("/"));
    private final List<Message> messages = new ArrayList<>();

    /** Each number is a step of one of eight clients, or of the filter of its message. */
    @Property
    void mailAloneFillsTheDiskUnderNoFilter(@ForAll @Size(min = 50, max = 400) List<@IntRange(max = 79) Integer> steps)
            throws IOException {
        used = 0;
        messages.clear();
        for (int i = 0; i < 8; i++) {
            messages.add(new Message());
        }
        long before = room.take(Share.NOTHING);
        for (int step : steps) {
            Message message = messages.get(step % 8);
            switch (step / 8) {
                case 0 -> message.endFilter();
                case 1, 2 -> message.startFilter();
                default -> message.receiveOrWrite();
            }
            assertThat(ALL - used).isGreaterThanOrEqualTo(RESERVED);
        }
        messages.forEach(Message::endFilter);
        assertThat(used).isZero();
        assertThat(room.take(Share.NOTHING)).as("shortages").isEqualTo(before);
    }

    /** A message and its filter, which writes as much as it may. */
    private final class Message {
        private long email;
        private long written;
        private Share promised = Share.NOTHING;

        void receiveOrWrite() {
            if (!promised.equals(Share.NOTHING)) {
                long more = Math.min(BLOCK, promised.bytes() - written);
                written += more;
                used += more;
                return;
            }
            try {
                long _ = room.spend(Share.of(BLOCK, 0), () -> {
                    used += BLOCK;
                    return email += BLOCK;
                });
            } catch (IOException e) {
                assertThat(DiskRoom.isFull(e)).isTrue();
            }
        }

        void startFilter() {
            Share share = Share.ofFilter(email);
            if (promised.equals(Share.NOTHING)) {
                try {
                    long _ = room.take(share);
                    promised = share;
                } catch (IOException e) {
                    assertThat(DiskRoom.isFull(e)).isTrue();
                }
            }
        }

        /** All that belongs to the message goes; so it does where it was refused. */
        void endFilter() {
            room.giveBack(promised);
            promised = Share.NOTHING;
            used -= email + written;
            email = 0;
            written = 0;
        }
    }
}
