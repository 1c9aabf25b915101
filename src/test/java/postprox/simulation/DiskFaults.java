package postprox.simulation;

import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import postprox.posix.SystemError;
import postprox.spool.FaultyDisk;

/** A disk that is full or broken now and then, in some runs. Not thread-safe. */
final class DiskFaults implements FaultyDisk.Faults {
    private final World world;
    private final Chance chance;
    private final int misfortune;
    private final NavigableSet<Integer> turns = new TreeSet<>();

    DiskFaults(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
        this.misfortune = chance.of(List.of(0, 0, 0, 0, 10, 40));
    }

    /** Whether it failed in some turn from the first to the last, both included. */
    boolean struckIn(int first, int last) {
        return !turns.subSet(first, true, last, true).isEmpty();
    }

    @Override
    public void strike() throws IOException {
        if (chance.percent(misfortune)) {
            boolean full = chance.oneIn(2);
            turns.add(world.turn());
            world.fault(full ? Fault.DISK_FULL : Fault.DISK_BROKEN);
            throw new IOException(full ? SystemError.NO_SPACE.words() : "Input/output error");
        }
    }

    @Override
    public void strikeAtRemoval() throws IOException {
        if (chance.percent(misfortune) && chance.oneIn(4)) {
            world.fault(Fault.DISK_KEEPS_FILE);
            throw new IOException("Read-only file system");
        }
    }
}
