package postprox.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.config.CommandLine;
import postprox.config.Settings;
import postprox.config.Usage;
import postprox.net.Endpoint;

class ListenModeTest {
    @TempDir
    private Path directory;

    /** Such as one that gets no thread. The interrupt has its own pipe fail, with which it makes sure of its threads. */
    @Test
    void aServiceThatCannotStartLeavesNoSocketBehind() throws Exception {
        Path socket = directory.resolve("socket");
        Engine engine = new Engine(Settings.ofProxy(CommandLine.read(
                        Usage.SERVE,
                        List.of(
                                "--next-hop=127.0.0.1:25",
                                "-l",
                                "unix:" + socket,
                                "-d",
                                directory.toString(),
                                "--log",
                                "syslog:/nonexistent/log"))
                .configuration()));
        ListenMode mode = ListenMode.at(new Endpoint.Unix(socket), engine);
        try {
            Thread.currentThread().interrupt();
            assertThatThrownBy(mode::open).isInstanceOf(IOException.class);
        } finally {
            boolean _ = Thread.interrupted();
            mode.close(Duration.ZERO);
            engine.closeSpool();
            engine.log().close();
        }
        assertThat(socket).doesNotExist();
    }
}
