package postprox.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.posix.FreeRoom;
import postprox.posix.LockFile;
import postprox.posix.SystemError;
import postprox.spool.Disk;
import postprox.spool.FaultyDisk;
import postprox.testkit.TestClock;

/** What is kept is whole and stays within its limits; what is not kept leaves nothing. */
class QuarantineStoreTest {
    private static final String TEXT = "Subject: x\n\n.\nbody\n";
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> time = new AtomicReference<>(NOON);
    private final TestClock ticker = new TestClock();

    private Quarantine quarantine(long bytes, int messages, Disk disk) {
        return new Quarantine(
                new QuarantineRules(directory, bytes, messages, 30, QuarantineReply.ACCEPT), disk, time::get, ticker);
    }

    private Quarantine quarantine() {
        return quarantine(1 << 20, 100, new Disk());
    }

    private KeptMessage found(String id) throws IOException {
        return KeptMessages.in(directory).find(id).orElseThrow();
    }

    @Test
    void aMessageIsKeptAsItCameWithAllThatIsKnownOfIt() throws IOException {
        String id = Keeping.keep(quarantine(), TEXT, Keeping.occasion()).id();

        Path day = directory.resolve("2026-11-29");
        assertThat(Keeping.files(directory)).containsExactly(id + ".eml", id + ".json");
        assertThat(Files.readString(day.resolve(id + ".eml"))).isEqualTo(TEXT);
        Facts facts = found(id).facts();
        assertThat(facts.occasion()).isEqualTo(Keeping.occasion());
        assertThat(facts.time()).isEqualTo(NOON);
        assertThat(facts.size()).isEqualTo(TEXT.length());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(day)))
                .isEqualTo("rwx------");
        for (String name : Keeping.files(directory)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(day.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    /** Each way in which the disk can fail at each step, with a disk that is full and one that is broken. */
    @ParameterizedTest
    @ValueSource(strings = {"full", "broken"})
    void aDiskThatFailsAtAnyStepLeavesNothing(String how) throws IOException {
        int steps = 0;
        for (boolean failed = true; failed; steps++) {
            AtomicInteger left = new AtomicInteger(steps);
            Disk disk = FaultyDisk.in(directory).failing(new FaultyDisk.Faults() {
                @Override
                public void strike() throws IOException {
                    if (left.getAndDecrement() == 0) {
                        throw new IOException(how.equals("full") ? SystemError.NO_SPACE.words() : "Input/output error");
                    }
                }

                @Override
                public void strikeAtRemoval() {}
            });
            Quarantine quarantine = quarantine(TEXT.length(), 1, disk);
            try {
                Kept _ = Keeping.keep(quarantine, TEXT, Keeping.occasion());
                failed = false;
            } catch (QuarantineException e) {
                assertThat(Keeping.files(directory)).isEmpty();
                // What failed takes no room of the limits.
                left.set(Integer.MAX_VALUE);
                String id = Keeping.keep(quarantine, TEXT, Keeping.occasion()).id();
                found(id).remove();
            }
        }
        // Directory, its name, file, two writes (in halves), two syncs, two renames and the names.
        assertThat(steps).isGreaterThanOrEqualTo(10);
    }

    @Test
    void theLimitsHoldAndRoomThatIsMadeCountsAtOnce() throws IOException {
        Quarantine two = quarantine(1 << 20, 2, new Disk());
        String first = Keeping.keep(two, TEXT, Keeping.occasion()).id();
        Kept _ = Keeping.keep(two, TEXT, Keeping.occasion());
        assertThatThrownBy(() -> Keeping.keep(two, TEXT, Keeping.occasion()))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("--quarantine-messages");
        assertThat(Keeping.files(directory)).hasSize(4);

        found(first).remove();
        ticker.advance(Duration.ofSeconds(11));
        Kept _ = Keeping.keep(two, TEXT, Keeping.occasion());
        assertThat(Keeping.files(directory)).hasSize(4);

        Quarantine small = quarantine(TEXT.length() + 1, 100, new Disk());
        assertThatThrownBy(() -> Keeping.keep(small, TEXT, Keeping.occasion()))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("--quarantine-size");
    }

    @Test
    void theReserveOfTheDiskIsLeftToTheMessagesInHand() {
        Quarantine quarantine = quarantine(1 << 20, 2, new Disk() {
            @Override
            public FreeRoom room(Path where) {
                return new FreeRoom(16 << 20, 1L << 40, 1 << 20, 1 << 20);
            }
        });
        assertThatThrownBy(() -> Keeping.keep(quarantine, TEXT, Keeping.occasion()))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("the reserve");
    }

    @Test
    void whatAKilledProcessHadNotFinishedIsRemovedAndWhatALivingOneHasInHandStays() throws IOException {
        Path day = Files.createDirectory(directory.resolve("2026-11-29"));
        for (String name : List.of(
                "aaaaaaaaaaaa.eml.tmp",
                "bbbbbbbbbbbb.eml.tmp",
                "bbbbbbbbbbbb.json.tmp",
                "cccccccccccc.eml",
                "cccccccccccc.json.tmp",
                "dddddddddddd.eml.tmp",
                "eeeeeeeeeeee.eml",
                "ffffffffffff.json",
                "notes.txt")) {
            Files.writeString(day.resolve(name), "x");
        }
        try (LockFile _ = LockFile.tryLock(day.resolve("dddddddddddd.eml.tmp")).orElseThrow()) {
            Tidied tidied = quarantine().tidy();
            assertThat(tidied.unfinished()).isEqualTo(3);
            assertThat(tidied.incomplete()).isEqualTo(2);
            assertThat(tidied.expired()).isZero();
        }
        assertThat(Keeping.files(directory))
                .containsExactly("dddddddddddd.eml.tmp", "eeeeeeeeeeee.eml", "ffffffffffff.json", "notes.txt");
    }

    /** A listing is not of one moment: what it saw as unfinished may be finished, or in hand, when it is to be removed. */
    @ParameterizedTest
    @CsvSource({
        ".eml .json.tmp,          .eml .json",
        ".eml.tmp .json.tmp,      .eml .json",
        ".json.tmp,               .eml .json.tmp",
    })
    void whatIsFinishedBetweenTheListingAndTheLockStays(String listed, String then) throws IOException {
        Path day = Files.createDirectory(directory.resolve("2026-11-29"));
        Path first = Files.writeString(day.resolve("aaaaaaaaaaaa.eml.tmp"), "x");
        for (String name : listed.split(" ")) {
            Files.writeString(day.resolve("bbbbbbbbbbbb" + name), "x");
        }
        Disk disk = new Disk() {
            @Override
            public void remove(Path file) throws IOException {
                super.remove(file);
                if (file.equals(first)) {
                    for (String name : listed.split(" ")) {
                        Files.delete(day.resolve("bbbbbbbbbbbb" + name));
                    }
                    for (String name : then.split(" ")) {
                        Files.writeString(day.resolve("bbbbbbbbbbbb" + name), "x");
                    }
                }
            }
        };
        assertThat(quarantine(1 << 20, 100, disk).tidy().unfinished()).isEqualTo(1);
        assertThat(Keeping.files(directory))
                .containsExactlyElementsOf(Stream.of(then.split(" "))
                        .map(name -> "bbbbbbbbbbbb" + name)
                        .toList());
    }

    /** A process that tidies up may lock the new file first, and then removes it. Some file systems have no locks at all. */
    @Test
    void aMessageThatCannotBeLockedIsNotKept() throws IOException {
        List<LockFile> others = new ArrayList<>();
        Disk disk = new Disk() {
            @Override
            public FileChannel make(Path file) throws IOException {
                FileChannel made = super.make(file);
                others.add(LockFile.tryLock(file).orElseThrow());
                return made;
            }
        };
        assertThatThrownBy(() -> Keeping.keep(quarantine(1 << 20, 100, disk), TEXT, Keeping.occasion()))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("flock(2)");
        others.forEach(LockFile::close);
        assertThat(Keeping.files(directory)).isEmpty();
    }

    @Test
    void messagesAreRemovedWhenTheirDaysAreOver() throws IOException {
        Quarantine quarantine = quarantine();
        String old = Keeping.keep(quarantine, TEXT, Keeping.occasion()).id();
        time.set(NOON.plus(Duration.ofDays(30)));
        String young = Keeping.keep(quarantine, TEXT, Keeping.occasion()).id();
        assertThat(quarantine.tidy().expired()).isZero();

        time.set(NOON.plus(Duration.ofDays(31)));
        assertThat(quarantine.tidy().expired()).isEqualTo(1);
        assertThat(KeptMessages.in(directory).find(old)).isEmpty();
        assertThat(found(young).lack()).isEmpty();
        assertThat(directory.resolve("2026-11-29")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../2026-11-29/aaaaaaaaaaaa", "", ".", "AAAAAAAAAAAA", "aaaaaaaaaaaa.eml", "aaaaaaaaaaa\u0000"})
    void aPathIsNoName(String id) throws IOException {
        Path day = Files.createDirectory(directory.resolve("2026-11-29"));
        Files.writeString(day.resolve("aaaaaaaaaaaa.eml"), "x");
        assertThat(KeptMessages.in(directory).find(id)).isEmpty();
        assertThat(KeptMessages.in(directory).find("aaaaaaaaaaaa")).isPresent();
    }

    @Test
    void aChangedCopyIsNotReadAsTheMessage() throws IOException {
        String id = Keeping.keep(quarantine(), TEXT, Keeping.occasion()).id();
        KeptMessage message = found(id);
        Facts facts = message.facts();
        Files.writeString(message.path(), TEXT.replace("body", "BODY"));
        byte[] block = new byte[100];
        try (var open = message.open()) {
            assertThatThrownBy(() -> message.text(open, facts).read(block))
                    .hasMessageContaining("somebody wrote to it");
        }
    }

    @Test
    void aLinkInThePlaceOfAFileIsNotFollowed() throws IOException {
        String id = Keeping.keep(quarantine(), TEXT, Keeping.occasion()).id();
        KeptMessage message = found(id);
        Path other = Files.writeString(directory.resolve("secret"), "x", StandardCharsets.US_ASCII);
        Files.delete(message.path());
        Files.createSymbolicLink(message.path(), other);
        assertThatThrownBy(message::open)
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("link");
    }

    @Test
    void aDirectoryThatOthersCouldLookIntoIsRefused() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        assertThat(QuarantineDirectory.objection(directory)).isEmpty();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(QuarantineDirectory.objection(directory).orElseThrow()).contains("chmod 700");
        assertThat(QuarantineDirectory.objection(directory.resolve("none")).orElseThrow())
                .contains("is not there");
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(QuarantineDirectory.objection(file).orElseThrow()).contains("is not a directory");
    }

    /** What is wrong is the same as at a start, and told in the same words. */
    @Test
    void aDirectoryThatIsOpenedToOthersMeanwhileTakesNoMessageAndIsNotTidied() throws IOException {
        Quarantine quarantine = quarantine();
        String id = Keeping.keep(quarantine, TEXT, Keeping.occasion()).id();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        time.set(NOON.plus(Duration.ofDays(100)));
        assertThatThrownBy(() -> Keeping.keep(quarantine, TEXT, Keeping.occasion()))
                .isInstanceOf(QuarantineException.class)
                .hasMessage(QuarantineDirectory.objection(directory).orElseThrow());
        assertThatThrownBy(quarantine::tidy)
                .isInstanceOf(QuarantineException.class)
                .hasMessage(QuarantineDirectory.objection(directory).orElseThrow());
        assertThat(Keeping.files(directory)).containsExactly(id + ".eml", id + ".json");

        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Kept _ = Keeping.keep(quarantine, TEXT, Keeping.occasion());
        assertThat(quarantine.tidy().expired()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-11-29"})
    void aLinkInThePlaceOfADirectoryIsNotFollowed(String which) throws IOException {
        Path root = Files.createDirectory(directory.resolve("q"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        Quarantine quarantine = new Quarantine(
                new QuarantineRules(root, 1 << 20, 100, 30, QuarantineReply.ACCEPT), new Disk(), time::get, ticker);
        Kept _ = Keeping.keep(quarantine, TEXT, Keeping.occasion());
        Path elsewhere = directory.resolve("elsewhere");
        Path place = root.resolve(which);
        Files.move(place, elsewhere);
        Files.createSymbolicLink(place, elsewhere);
        assertThatThrownBy(() -> Keeping.keep(quarantine, TEXT, Keeping.occasion()))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("is a link");
        assertThat(Keeping.files(elsewhere)).hasSize(2);
    }
}
