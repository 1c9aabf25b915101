package postprox.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import postprox.net.HopState;
import postprox.net.Wire;
import postprox.posix.FreeRoom;
import postprox.smtp.Command;
import postprox.smtp.InputBuffer;
import postprox.smtp.Reply;
import postprox.smtp.ReplyReader;
import postprox.spool.Reserve;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * Whether a process should get mail now. One server of the next hop is enough. If none has greeted lately, the next hop is asked, by one
 * thread at a time, with a greeting and QUIT. Thread-safe.
 */
final class Readiness {
    /** A next hop that greeted so lately is there. */
    private static final Duration LATELY = Duration.ofSeconds(10);

    /** Whoever asks gives up soon too: HAProxy's checks and Kubernetes' probes have a few seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** How long a failure to reach the next hop is an answer, so that a flood of questions is none of connections. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Engine engine;
    private final BooleanSupplier isDraining;

    // Synchronized.
    private OptionalLong latestFailure = OptionalLong.empty();

    Readiness(Engine engine, BooleanSupplier isDraining) {
        this.engine = engine;
        this.isDraining = isDraining;
    }

    /**
     * What keeps the process from passing mail on, each in a word or two that tell strangers nothing; empty if it is ready. May take some
     * seconds.
     */
    List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        if (isDraining.getAsBoolean()) {
            obstacles.add("draining");
        }
        if (!hasRoom(engine.settings().tempDirectory())) {
            obstacles.add("spool");
        }
        if (!isNextHopThere()) {
            obstacles.add("next hop");
        }
        return obstacles;
    }

    private static boolean hasRoom(Path directory) {
        try {
            return hasRoom(directory, FreeRoom.in(directory));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether messages can be kept in a directory with so much free room. */
    static boolean hasRoom(Path directory, FreeRoom room) {
        return Files.isWritable(directory)
                && room.bytes() > Reserve.bytes(room)
                && (room.files() > Reserve.files(room) || room.allFiles() == 0);
    }

    private synchronized boolean isNextHopThere() {
        if (engine.dialer().states().stream().anyMatch(Readiness::hasGreetedLately)) {
            return true;
        }
        if (latestFailure.isPresent() && System.nanoTime() - latestFailure.getAsLong() < PAUSE_NANOS) {
            return false;
        }
        boolean isThere = greets();
        latestFailure = isThere ? OptionalLong.empty() : OptionalLong.of(System.nanoTime());
        return isThere;
    }

    private static boolean hasGreetedLately(HopState server) {
        return server.latest()
                .filter(contact -> contact.isGreeted() && contact.age().compareTo(LATELY) < 0)
                .isPresent();
    }

    private boolean greets() {
        try {
            return engine.dialer()
                    .dial(Deadline.after(Ticker.SYSTEM, PATIENCE), Readiness::greetAndQuit)
                    .isPositive();
        } catch (IOException e) {
            return false;
        }
    }

    private static Reply greetAndQuit(Wire wire, Deadline limit) throws IOException {
        try (wire) {
            wire.timeouts(PATIENCE, limit);
            Reply greeting = ReplyReader.read(new InputBuffer(wire));
            byte[] quit = Command.parse("QUIT").toBytes();
            wire.write(quit, 0, quit.length);
            return greeting;
        }
    }
}
