package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import postprox.posix.FreeRoom;
import postprox.spool.DiskRoom.Promise;
import postprox.spool.DiskRoom.Share;

/**
 * However messages come and filters write, what each was promised is there when it writes, and nobody ever meets with a disk
 * that has less than the reserve.
 */
class DiskRoomPropertyTest {
    private static final int LENGTH = 100_000;

    private static Path parent = Path.of("");
    private static Optional<ProcessDirectory> directory = Optional.empty();

    private CountingDisk disk = new CountingDisk(0);
    private DiskRoom room = new DiskRoom(disk, Path.of("/"));
    private final List<Message> messages = new ArrayList<>();

    @BeforeContainer
    static void makeDirectory() throws IOException {
        parent = Files.createTempDirectory("room");
        directory = Optional.of(ProcessDirectory.make(parent, new SpoolNames()));
    }

    @AfterContainer
    static void removeDirectory() throws IOException {
        directory.orElseThrow().remove();
        Files.delete(parent);
    }

    /** Each number is a step of one of eight clients, or of the filter of its message. */
    @Property
    void mailAloneFillsTheDiskUnderNoFilter(
            @ForAll @Size(min = 50, max = 400) List<@IntRange(max = 79) Integer> steps,
            @ForAll @LongRange(min = 500_000, max = 2_000_000) long size)
            throws IOException {
        disk = new CountingDisk(size);
        room = new DiskRoom(disk, Path.of("/"));
        messages.clear();
        for (int i = 0; i < 8; i++) {
            messages.add(new Message());
        }
        try (Promise all = room.take(Share.NOTHING)) {
            for (int step : steps) {
                Message message = messages.get(step % 8);
                switch (step / 8) {
                    case 0 -> message.endFilter();
                    case 1, 2 -> message.startFilter();
                    default -> message.receiveOrWrite();
                }
            }
            for (Message message : messages) {
                message.endFilter();
            }
            all.check(directory.orElseThrow());
        }
    }

    /** A disk with nothing on it but what the messages and the check take. Whenever that is more, another thread looks. */
    private final class CountingDisk extends Disk {
        private final long size;
        private long used;

        CountingDisk(long size) {
            this.size = size;
        }

        void take(long bytes) {
            used += bytes;
            try {
                room.take(Share.NOTHING).close();
            } catch (IOException e) {
                assertThat(DiskRoom.isFull(e)).isTrue();
            }
        }

        @Override
        public FreeRoom room(Path where) {
            return new FreeRoom(size - used, size, Long.MAX_VALUE, 0);
        }

        @Override
        void checkRoom(ProcessDirectory where) throws IOException {
            take(Share.BLOCK_BYTES);
            super.checkRoom(where);
            used -= Share.BLOCK_BYTES;
        }
    }

    /** A message and its filter, which writes as much as it may. */
    private final class Message {
        private long email;
        private long written;
        private Optional<Promise> filter = Optional.empty();

        void receiveOrWrite() {
            if (filter.isPresent()) {
                long more = Math.min(LENGTH, mayWrite() - written);
                written += more;
                disk.take(more);
                return;
            }
            try (Promise _ = room.take(Share.of(LENGTH, 0))) {
                email += LENGTH;
                disk.used += LENGTH;
            } catch (IOException e) {
                assertThat(DiskRoom.isFull(e)).isTrue();
            }
        }

        /** Twice its message and 64 KB, as the manual page says. */
        private long mayWrite() {
            return 2 * email + (64 << 10);
        }

        void startFilter() {
            if (filter.isEmpty()) {
                try {
                    filter = Optional.of(room.take(Share.ofFilter(email)));
                } catch (IOException e) {
                    assertThat(DiskRoom.isFull(e)).isTrue();
                }
            }
        }

        /** All that belongs to the message goes; so it does where it was refused. */
        void endFilter() throws IOException {
            if (filter.isPresent()) {
                filter.get().check(directory.orElseThrow());
                filter.get().close();
                filter = Optional.empty();
            }
            disk.used -= email + written;
            email = 0;
            written = 0;
        }
    }
}
