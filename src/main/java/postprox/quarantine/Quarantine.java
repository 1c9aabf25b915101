package postprox.quarantine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import postprox.posix.FileReason;
import postprox.posix.FreeRoom;
import postprox.spool.Disk;
import postprox.spool.Reserve;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * Keeps messages aside in the quarantine's directory, within the administrator's limits. Several processes may share the directory:
 * no message gets a name twice, and each process counts the whole directory at intervals, so that together they may exceed a limit
 * by what the others have kept since. Thread-safe.
 */
public final class Quarantine {
    /** The maximum of messages that one walk removes. A service walks each hour, so that a flood is gone within days. */
    private static final int MOST_REMOVED = 100_000;

    /** More than the facts about most messages take, in bytes. */
    private static final long ROOM_FOR_FACTS = 64 * 1024;

    private static final int FILES = 3;

    private final QuarantineRules rules;
    private final Disk disk;
    private final InstantSource clock;
    private final KeptMessages messages;
    private final Usage usage;

    /** The day whose directory is known to be on the disk. Guarded by this. */
    private Optional<LocalDate> ready = Optional.empty();

    /** Makes a quarantine with a disk and clocks of its own. */
    public Quarantine(QuarantineRules rules, Disk disk, InstantSource clock, Ticker ticker) {
        this.rules = rules;
        this.disk = disk;
        this.clock = clock;
        this.messages = new KeptMessages(rules.directory(), disk);
        this.usage = new Usage(rules, ticker, this::count);
    }

    /** The quarantine of some rules. */
    public static Quarantine by(QuarantineRules rules) {
        return new Quarantine(rules, new Disk(), InstantSource.system(), Ticker.SYSTEM);
    }

    /** The rules by which it was made. */
    public QuarantineRules rules() {
        return rules;
    }

    /** How much is kept aside: a number of messages, and their bytes. */
    public record Size(long messages, long bytes) {}

    /** How much is kept aside, without a look at the directory; empty if it was not counted yet. */
    public Optional<Size> known() {
        return usage.known().map(count -> new Size(count.messages(), count.bytes()));
    }

    /**
     * Takes room for a message. The first call, and calls while the quarantine is full, count the directory, which may take long.
     *
     * @param bytes    the size of its text
     * @param deadline how long this call waits at most while another one counts
     * @throws QuarantineException if the quarantine is full, or if the deadline is over
     */
    public Room room(long bytes, Deadline deadline) throws QuarantineException {
        usage.take(bytes, deadline);
        return new Room(usage, bytes);
    }

    /**
     * Keeps a message aside. When this method returns, the message is on the disk, and would survive a loss of power. If it fails,
     * there is nothing left of the message here.
     *
     * @param text the message's text, which must not change meanwhile
     * @param room the room for it
     * @throws SpoolException      if the text cannot be read, or is no longer the message that came
     * @throws QuarantineException if the quarantine's disk is full or fails, or if others could get at what is in its directory
     */
    public Kept keep(SpooledText text, Occasion occasion, Room room) throws SpoolException, QuarantineException {
        QuarantineDirectory.require(rules.directory());
        try {
            requireRoom(text.size());
            Instant now = clock.instant();
            MessageFiles files = MessageFiles.ofNew(day(now));
            try (Storing storing = new Storing(disk, files)) {
                room.fill(storing.store(text, occasion, now));
            }
            return new Kept(files.id());
        } catch (SpoolException | QuarantineException e) {
            throw e;
        } catch (IOException e) {
            throw new QuarantineException(rules.directory() + ": " + FileReason.of(e), e);
        }
    }

    /** Leaves the reserve of the disk to the messages that are in hand, whose directory may be on the same disk. */
    private void requireRoom(long size) throws IOException {
        FreeRoom free = disk.room(rules.directory());
        if (free.bytes() - size - ROOM_FOR_FACTS < Reserve.bytes(free) || free.files() - FILES < Reserve.files(free)) {
            throw new QuarantineException("the disk of " + rules.directory() + " has " + free.bytes()
                    + " bytes and room for " + free.files() + " files, too few for a message of " + size
                    + " bytes and the reserve");
        }
    }

    /** The directory of the day. Its name must be on the disk before the names in it count. */
    private Path day(Instant now) throws IOException {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Path day = rules.directory().resolve(today.toString());
        synchronized (this) {
            if (!ready.equals(Optional.of(today)) || !day.toFile().isDirectory()) {
                try {
                    disk.makeDirectory(day);
                } catch (FileAlreadyExistsException e) {
                    // Another process has made it, and may not have synced it yet.
                }
                disk.syncDirectory(rules.directory());
                ready = Optional.of(today);
            }
        }
        QuarantineDirectory.requireInside(day);
        return day;
    }

    private Usage.Count count() throws QuarantineException {
        Tidying walk = new Tidying(messages, today(), Integer.MAX_VALUE, 0);
        Tidied _ = walk.run();
        return walk.left();
    }

    /**
     * Walks through the directory: removes messages that are older than the rules allow, and those that killed processes had not
     * finished, and counts the rest.
     *
     * @throws QuarantineException if the directory cannot be read, or if others could get at what is in it: files that they exchange
     *     must not be removed
     */
    public Tidied tidy() throws QuarantineException {
        QuarantineDirectory.require(rules.directory());
        Usage.Count before = usage.added();
        Tidying walk = new Tidying(messages, today(), rules.days(), MOST_REMOVED);
        Tidied tidied = walk.run();
        usage.set(walk.left(), before);
        return tidied;
    }

    /**
     * Removes the messages in a directory that are older than a number of days, and those that killed processes had not finished.
     *
     * @throws QuarantineException if the directory cannot be read
     */
    public static Tidied expire(Path directory, int days) throws QuarantineException {
        return new Tidying(KeptMessages.in(directory), todayOf(InstantSource.system()), days, Integer.MAX_VALUE).run();
    }

    private LocalDate today() {
        return todayOf(clock);
    }

    private static LocalDate todayOf(InstantSource clock) {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
