package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.TestWatchdog;
import postprox.time.Watchdog;

/** What a listener leaves of its socket. */
class ListenerTest {
    private final Watchdog watchdog = TestWatchdog.running();

    @TempDir
    Path directory;

    @Test
    void aUnixSocketGoesWithItsListener() throws IOException {
        Endpoint.Unix place = new Endpoint.Unix(directory.resolve("socket"));
        Listener listener = Listener.bind(place, watchdog);
        assertThat(place.path()).exists();

        listener.close();
        assertThat(place.path()).doesNotExist();
    }

    /** A device is the same to Java, and /dev/null would be gone for the whole machine. */
    @Test
    void whatIsNoSocketIsNotTakenForADeadOne() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> Listener.bind(new Endpoint.Unix(fifo), watchdog))
                .hasMessageContaining("exists and is not a socket");
        assertThat(fifo).exists();
    }

    @Test
    void aSuccessorsSocketStays() throws IOException {
        Endpoint.Unix place = new Endpoint.Unix(directory.resolve("socket"));
        Listener first = Listener.bind(place, watchdog);
        Files.delete(place.path());
        try (Listener _ = Listener.bind(place, watchdog)) {
            first.close();

            assertThat(place.path()).exists();
        }
        assertThat(place.path()).doesNotExist();
    }
}
