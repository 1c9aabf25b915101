package postprox.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import postprox.event.SessionEnd;
import postprox.filter.Chain;
import postprox.filter.FailurePolicy;
import postprox.filter.Origin;
import postprox.log.LogSink;
import postprox.log.MailLog;
import postprox.log.Severity;
import postprox.nexthop.NextHopTimeouts;
import postprox.quarantine.QuarantineReply;
import postprox.session.ClientLimits;
import postprox.session.Overview;
import postprox.session.SessionConfig;
import postprox.session.SessionServices;
import postprox.session.Sessions;
import postprox.smtp.StrayCr;
import postprox.spool.FaultyDisk;
import postprox.spool.Spool;
import postprox.testkit.Chains;

/**
 * Runs whole sessions, each from a seed that decides everything: what client, next hop, filter and disk do, and when. For
 * one thread; closing it removes its directory.
 */
final class Simulation implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path directory;
    private final Path asideDirectory;
    private final FaultyDisk disk;

    /**
     * What became of a session.
     *
     * @param complaints about broken promises
     * @param faults     how often what went wrong
     * @param transcript what was said, if it was asked for
     */
    record Result(List<String> complaints, Map<Fault, Integer> faults, List<String> transcript) {}

    Simulation() throws IOException {
        this.directory = Files.isDirectory(MEMORY)
                ? Files.createTempDirectory(MEMORY, "postprox-simulation")
                : Files.createTempDirectory("postprox-simulation");
        this.asideDirectory = Files.createTempDirectory(directory.getParent(), "postprox-aside");
        this.disk = FaultyDisk.in(directory);
    }

    @Override
    public void close() throws IOException {
        Files.delete(directory);
        Files.delete(asideDirectory);
    }

    /** Makes up what a client does. */
    @FunctionalInterface
    interface Scripting {
        /**
         * A client's steps.
         *
         * @param extensions what the next hop offers
         */
        List<Step> script(World world, Chance chance, List<String> extensions);
    }

    /**
     * Holds the session of a seed and checks it.
     *
     * @param told whether to keep a transcript
     */
    Result run(long seed, boolean told) {
        return run(Chance.of(seed), ClientScript::of, told);
    }

    /** Holds a session and checks it. */
    Result run(Chance chance, Scripting scripting, boolean told) {
        World world = new World(chance, told);
        SessionConfig config = config(world, chance);
        FailurePolicy failurePolicy = chance.oneIn(2) ? FailurePolicy.PASS : FailurePolicy.TEMPFAIL;
        SimulatedNextHop hop = new SimulatedNextHop(world, chance);
        SimulatedFilter filter = new SimulatedFilter(world, chance);
        Chain chain = Chains.of(List.of(filter), failurePolicy);
        int memory = chance.of(List.of(0, 8 << 10, 1 << 20, 1 << 20, 1 << 20));
        DiskFaults diskFaults = new DiskFaults(world, chance);
        Spool spool = disk.failing(diskFaults).spool(memory);
        List<String> errors = new ArrayList<>();
        // Not by chance, so that a seed still means what it meant before.
        boolean on = failurePolicy == FailurePolicy.TEMPFAIL || config.strayCr() == StrayCr.SPACE;
        Aside aside = new Aside(
                asideDirectory,
                on,
                failurePolicy == FailurePolicy.PASS ? QuarantineReply.ACCEPT : QuarantineReply.REJECT);
        MailLog log = new MailLog(sink(world, chance, aside, errors), told ? 2 : 1);
        Sessions sessions = new Sessions(new SessionServices(
                hop,
                spool,
                chain,
                new Origin(List.of()),
                config.discarding(on),
                log,
                world,
                world.watchdog(),
                new Overview(),
                aside.quarantine(disk.failing(diskFaults), world)));
        SimulatedClient client = new SimulatedClient(world, chance, scripting.script(world, chance, hop.extensions()));
        hop.owedAttentionWhen(
                () -> client.hasWaitedForItsMessage(config.nextHop().keepAlive().plusSeconds(3)));
        if (chance.oneIn(30)) {
            world.later(chance.delay(Duration.ofMinutes(2)), () -> {
                world.fault(Fault.DRAINED);
                sessions.drain(client.wire());
            });
        }
        SessionEnd end = sessions.run(client.wire());
        Promises.check(new Evidence(
                world,
                client,
                hop,
                filter,
                diskFaults,
                aside,
                config,
                failurePolicy,
                new Interpretation(client.sent(), client.wire().readCount(), client.replies()),
                errors,
                end,
                spool,
                memory,
                directory));
        return new Result(world.complaints(), world.faults(), world.transcript());
    }

    private static SessionConfig config(World world, Chance chance) {
        return new SessionConfig(
                limits(world, chance),
                chance.oneIn(4) ? Duration.ofSeconds(chance.between(10, 30)) : SessionConfig.MESSAGE_DEADLINE,
                NextHopTimeouts.withReply(NextHopTimeouts.REPLY),
                chance.oneIn(4) ? StrayCr.KEEP : StrayCr.SPACE);
    }

    /** Those of a message are low enough in some runs to be in its way. */
    private static ClientLimits limits(World world, Chance chance) {
        ClientLimits usual = ClientLimits.DEFAULT;
        boolean small = chance.oneIn(12);
        boolean few = chance.oneIn(12);
        if (small || few) {
            world.fault(Fault.LOW_LIMITS);
        }
        return new ClientLimits(
                usual.sessions(),
                usual.sessionsPerAddress(),
                usual.commandBytes(),
                usual.commandTimeout(),
                usual.dataTimeout(),
                small ? chance.between(1, 400) : usual.messageBytes(),
                few ? chance.between(1, 3) : usual.recipients());
    }

    /** Whether the administrator or the disk, and not a mistake, is the reason for an error. */
    private static boolean hasReason(String line, World world, Aside aside) {
        boolean isOff = line.contains("which is off; --quarantine") || line.contains("which is off; --discard");
        boolean failed = line.startsWith("error: the quarantine cannot keep a message")
                && (world.faults().containsKey(Fault.DISK_FULL)
                        || world.faults().containsKey(Fault.DISK_BROKEN));
        return isOff && !aside.isOn() || failed;
    }

    private static LogSink sink(World world, Chance chance, Aside aside, List<String> errors) {
        return new LogSink() {
            @Override
            public boolean write(Severity severity, Supplier<String> made) {
                String line = made.get();
                world.tell("L:", line);
                if (line.startsWith("discard: ")) {
                    if (chance.oneIn(4)) {
                        world.fault(Fault.LOG_FULL);
                        return false;
                    }
                    aside.discarded(line);
                }
                if (severity == Severity.ERROR && !hasReason(line, world, aside)) {
                    errors.add(line);
                }
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
