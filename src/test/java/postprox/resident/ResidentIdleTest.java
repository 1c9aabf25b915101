package postprox.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Chain;
import postprox.filter.Origin;
import postprox.net.AddressDialer;
import postprox.net.Endpoint;
import postprox.posix.Confinement;
import postprox.posix.KnownFile;
import postprox.session.ClientLimits;
import postprox.session.SessionConfig;
import postprox.session.SessionServices;
import postprox.session.Sessions;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** Why a resident ends. */
class ResidentIdleTest {
    @TempDir
    private Path directory;

    @Test
    void withoutASessionItEndsForThatReason() throws IOException {
        assertThat(resident().serve(Duration.ZERO)).isTrue();
    }

    /** By SIGTERM, for example. The log must then say nothing of a lack of sessions, be the last one ever so long ago. */
    @Test
    void aResidentThatIsToldToEndDoesNotEndForWantOfSessions() throws IOException {
        Resident resident = resident();
        resident.close();
        assertThat(resident.serve(Duration.ZERO)).isFalse();
    }

    private Resident resident() throws IOException {
        Path socket = Files.createFile(directory.resolve("socket"));
        Watchdog watchdog = new Watchdog(System::nanoTime, Runnable::run, e -> {
            throw new AssertionError(e);
        });
        try (Spool spool = Spool.in(directory)) {
            Sessions sessions = new Sessions(new SessionServices(
                    AddressDialer.to(new Endpoint.Tcp("127.0.0.1", 25), watchdog),
                    spool,
                    new Chain(List.of()),
                    new Origin(List.of()),
                    SessionConfig.with(
                            ClientLimits.DEFAULT, Duration.ofSeconds(1), Duration.ofSeconds(1), StrayCr.SPACE),
                    _ -> {},
                    Ticker.SYSTEM,
                    watchdog));
            return new Resident(KnownFile.at(socket), Confinement.own(), sessions, _ -> 0, watchdog, _ -> {});
        }
    }
}
