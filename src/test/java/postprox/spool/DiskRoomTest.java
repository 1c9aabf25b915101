package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.posix.FreeRoom;
import postprox.posix.SystemError;

/** No filter runs without room for what it writes, and none is believed where it may not have had it. */
class DiskRoomTest {
    private static final int MESSAGE = 100_000;
    private static final long PLENTY = 1L << 40;

    @TempDir
    private Path directory;

    private final ScriptedDisk disk = new ScriptedDisk();
    private Spool spool;

    @BeforeEach
    void makeSpool() {
        spool = new Spool(directory, disk, 0);
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        spool.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFilterRunsOnlyWhereItsMessageTwiceFitsBesideTheReserve() throws IOException {
        try (SpooledMessage message = prepared()) {
            disk.free = 2 * MESSAGE + (20 << 20);
            FilterGround.under(message.asFile()).close();
            disk.free = 2 * MESSAGE + (16 << 20);
            assertThatThrownBy(() -> FilterGround.under(message.asFile()))
                    .isInstanceOfSatisfying(
                            SpoolException.class,
                            e -> assertThat(e.isDiskFull()).isTrue())
                    .hasMessageMatching("cannot run the filter on " + Prepared.email(message) + ": of " + disk.free
                            + " bytes that are free, 0 are promised to other messages and their filters"
                            + " and 16777216 are kept in reserve; 269632 are needed: .*");
        }
    }

    /** Where files are scarce, a message that has its file needs no other to go on. */
    @Test
    void whoNeedsNoFileIsNotRefusedForWantOfFiles() throws IOException {
        try (SpooledMessage message = prepared();
                SpooledMessage other = prepared();
                FilterGround _ = FilterGround.under(other.asFile())) {
            disk.files = 1;
            message.write(new byte[1], 0, 1);
            assertThat(message.size()).isEqualTo(MESSAGE + 1);
        }
    }

    @Test
    void whatAFilterAtWorkWasPromisedIsNobodyElsesUntilItHasEnded() throws IOException {
        disk.free = (16 << 20) + 500_000;
        try (SpooledMessage message = prepared();
                SpooledMessage other = prepared()) {
            try (FilterGround ground = FilterGround.under(message.asFile())) {
                assertThatThrownBy(() -> FilterGround.under(other.asFile())).isInstanceOf(SpoolException.class);
                assertThatThrownBy(() -> other.write(new byte[250_000], 0, 250_000))
                        .isInstanceOf(SpoolException.class);
                assertThatThrownBy(() -> other.write(new byte[300_000], 0, 300_000))
                        .isInstanceOf(SpoolException.class);
                other.write(new byte[100_000], 0, 100_000);
                ground.check();
            }
            FilterGround.under(other.asFile()).close();
        }
    }

    @Test
    void filesAreCountedAsBytesAre() throws IOException {
        disk.files = 1024 + 12;
        try (SpooledMessage message = prepared();
                FilterGround ground = FilterGround.under(message.asFile())) {
            try (SpooledMessage other = prepared()) {
                assertThatThrownBy(() -> FilterGround.under(other.asFile()))
                        .isInstanceOf(SpoolException.class)
                        .hasMessageContaining("of 1036 files that are free");
            }
            ground.check();
        }
    }

    /** Whoever cleans up in /tmp may have removed it, so that any message may need another. */
    @Test
    void theDirectoryOfTheProcessIsCountedToo() throws IOException {
        disk.files = 1024 + 1;
        try (SpooledMessage message = spool.create()) {
            assertThatThrownBy(() -> message.write(new byte[MESSAGE], 0, MESSAGE))
                    .isInstanceOf(SpoolException.class)
                    .hasMessageContaining("of 1025 files that are free");
        }
    }

    /** What a filter has written is no longer free, and is promised to it all the same. */
    @Test
    void roomForFiveTimesTheMessageOfEachSessionBesideTheReserveIsEnoughWhateverTheirFiltersHaveWritten()
            throws IOException {
        int sessions = 8;
        long margin = 200 << 10;
        long reserve = 16 << 20;
        assertThat(filtersAtWork(sessions, sessions * (5 * MESSAGE + margin) + reserve))
                .isEqualTo(sessions);
        assertThat(filtersAtWork(sessions, sessions * (3 * MESSAGE + margin) + reserve))
                .isLessThan(sessions);
    }

    /** How many filters are given room one after the other, where each writes all that it may and none ends. */
    private int filtersAtWork(int sessions, long room) throws IOException {
        List<SpooledMessage> messages = new ArrayList<>();
        List<FilterGround> grounds = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            messages.add(prepared());
        }
        disk.free = room - sessions * (MESSAGE + 4 * 4096L);
        try {
            for (SpooledMessage message : messages) {
                grounds.add(FilterGround.under(message.asFile()));
                disk.free -= 2 * MESSAGE + (64 << 10);
            }
        } catch (SpoolException e) {
            assertThat(e.isDiskFull()).isTrue();
        }
        for (FilterGround ground : grounds) {
            ground.close();
        }
        disk.free = PLENTY;
        for (SpooledMessage message : messages) {
            message.close();
        }
        return grounds.size();
    }

    /** A part of a small disk, so that one of a few hundred kilobytes takes mail too. */
    @Test
    void theReserveOfASmallDiskIsSmall() throws IOException {
        disk.all = 400_000;
        disk.free = 300_000;
        try (SpooledMessage message = prepared();
                FilterGround ground = FilterGround.under(message.asFile())) {
            ground.check();
        }
    }

    @Test
    void aDiskThatDoesNotCountHasRoom() throws IOException {
        disk.all = 0;
        disk.free = Long.MAX_VALUE;
        try (SpooledMessage message = prepared();
                FilterGround ground = FilterGround.under(message.asFile())) {
            ground.check();
        }
    }

    /** Who sees it need not be the one who suffers from it. */
    @ParameterizedTest
    @EnumSource
    void noFilterIsBelievedThatRanWhileRoomWasShortAlthoughThereIsRoomAgain(Witness witness) throws IOException {
        try (SpooledMessage message = prepared();
                SpooledMessage other = prepared();
                FilterGround ground = FilterGround.under(message.asFile())) {
            try (FilterGround groundOfOther = FilterGround.under(other.asFile())) {
                witness.see(disk, other, groundOfOther);
            }
            disk.free = PLENTY;
            disk.files = PLENTY;
            disk.failure = Optional.empty();
            assertThatThrownBy(ground::check)
                    .isInstanceOfSatisfying(
                            SpoolException.class,
                            e -> assertThat(e.isDiskFull()).isTrue())
                    .hasMessageStartingWith("cannot believe the filter: while it ran, the disk had less room than the"
                            + " reserve, or a quota on it was used up; give -d more room: ");
            try (FilterGround later = FilterGround.under(message.asFile())) {
                later.check();
            }
        }
    }

    /** How somebody sees that room is short. */
    enum Witness {
        BEFORE_WRITING {
            @Override
            void see(ScriptedDisk disk, SpooledMessage message, FilterGround ground) {
                disk.free = 1000;
                assertThatThrownBy(() -> message.write(new byte[1], 0, 1)).isInstanceOf(SpoolException.class);
            }
        },
        WRITING {
            @Override
            void see(ScriptedDisk disk, SpooledMessage message, FilterGround ground) {
                disk.failure = Optional.of(SystemError.NO_SPACE);
                assertThatThrownBy(() -> message.write(new byte[1], 0, 1)).isInstanceOf(SpoolException.class);
            }
        },
        IN_A_QUOTA {
            @Override
            void see(ScriptedDisk disk, SpooledMessage message, FilterGround ground) {
                disk.failure = Optional.of(SystemError.QUOTA_EXCEEDED);
                assertThatThrownBy(() -> message.write(new byte[1], 0, 1)).isInstanceOf(SpoolException.class);
            }
        },
        BEHIND_A_FILTER {
            @Override
            void see(ScriptedDisk disk, SpooledMessage message, FilterGround ground) {
                disk.free = 1000;
                assertThatThrownBy(ground::check).isInstanceOf(SpoolException.class);
            }
        },
        BEHIND_A_FILTER_IN_A_QUOTA {
            @Override
            void see(ScriptedDisk disk, SpooledMessage message, FilterGround ground) {
                disk.failure = Optional.of(SystemError.QUOTA_EXCEEDED);
                assertThatThrownBy(ground::check).isInstanceOf(SpoolException.class);
            }
        },
        WITHOUT_FILES {
            @Override
            void see(ScriptedDisk disk, SpooledMessage message, FilterGround ground) {
                disk.files = 3;
                assertThatThrownBy(ground::check).isInstanceOf(SpoolException.class);
            }
        };

        abstract void see(ScriptedDisk disk, SpooledMessage message, FilterGround ground);
    }

    /** A disk with as much room as a test says, and failures of its own. */
    static final class ScriptedDisk extends Disk {
        private long all = PLENTY;
        long free = PLENTY;
        private long files = PLENTY;
        private Optional<SystemError> failure = Optional.empty();

        @Override
        public FreeRoom room(Path where) {
            return new FreeRoom(free, all, files, PLENTY);
        }

        @Override
        void checkRoom(ProcessDirectory where) throws IOException {
            fail();
            super.checkRoom(where);
        }

        @Override
        public void write(FileChannel file, ByteBuffer bytes) throws IOException {
            fail();
            super.write(file, bytes);
        }

        private void fail() throws IOException {
            if (failure.isPresent()) {
                throw new IOException(failure.get().words());
            }
        }
    }

    private SpooledMessage prepared() throws SpoolException {
        SpooledMessage message = spool.create();
        message.write(new byte[MESSAGE], 0, MESSAGE);
        var _ = Prepared.prepare(message);
        return message;
    }
}
