package postprox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {
    private static final Path OF_THE_KERNEL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    @Test
    void noPortIsGivenTwice() {
        assertThat(Stream.generate(Ports::free).limit(200)).doesNotHaveDuplicates();
    }

    /** Or a connection of another test might begin at it, and whoever is to listen on it could not. */
    @Test
    void noneIsOfThoseThatTheKernelGives() throws IOException {
        List<Integer> range = Stream.of(Files.readString(OF_THE_KERNEL).strip().split("\\s+"))
                .map(Integer::valueOf)
                .toList();

        assertThat(Ports.free()).matches(port -> port < range.getFirst() || port > range.getLast(), "outside " + range);
    }
}
