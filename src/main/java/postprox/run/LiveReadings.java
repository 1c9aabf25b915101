package postprox.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import postprox.metrics.Readings;
import postprox.posix.FreeRoom;
import postprox.quarantine.Quarantine;
import postprox.session.MessageInHand;

/** Reads what a process is doing now. Thread-safe. */
final class LiveReadings implements Readings {
    private final Engine engine;
    private final Readiness readiness;
    private final BooleanSupplier isDraining;

    LiveReadings(Engine engine, Readiness readiness, BooleanSupplier isDraining) {
        this.engine = engine;
        this.readiness = readiness;
        this.isDraining = isDraining;
    }

    @Override
    public Level sessions() {
        return new Level(
                engine.sessions().open(),
                engine.settings().forSessions().limits().sessions());
    }

    @Override
    public List<Filter> filters() {
        return engine.chain().filters().stream()
                .map(guard -> new Filter(
                        guard.name(),
                        new Level(
                                guard.slots().taken(), guard.slots().capacity().atOnce()),
                        new Level(
                                guard.slots().waiting(),
                                guard.slots().capacity().waiting())))
                .toList();
    }

    @Override
    public List<NextHop> nextHops() {
        return engine.dialer().states().stream()
                .filter(state -> state.latest().isPresent())
                .map(state -> new NextHop(
                        state.place(),
                        state.isUp(),
                        state.connects() - state.failures(),
                        state.failures(),
                        state.latest().get().took()))
                .toList();
    }

    @Override
    public long messagesInHand() {
        return engine.overview().inHand().size();
    }

    @Override
    public long bytesInHand() {
        return engine.overview().inHand().stream()
                .mapToLong(MessageInHand::size)
                .sum();
    }

    @Override
    public OptionalLong spoolRoom() {
        try {
            return OptionalLong.of(
                    FreeRoom.in(engine.settings().tempDirectory()).bytes());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public Optional<Kept> quarantine() {
        return engine.quarantine().flatMap(Quarantine::known).map(size -> new Kept(size.messages(), size.bytes()));
    }

    @Override
    public boolean isReady() {
        return readiness.obstacles().isEmpty();
    }

    @Override
    public boolean isDraining() {
        return isDraining.getAsBoolean();
    }
}
