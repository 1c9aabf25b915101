package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    @Test
    void aValueThatIsOnlySpelledAnotherWayIsNoChange() throws UsageException {
        assertThat(changes(
                        List.of("-t30", "--filters=100", "--message-size=1024K", "--log=/x", "--next-hop=mx"),
                        List.of("-t30s", "--filters=0100", "--message-size=1M", "--log=file:/x", "--next-hop=mx:25")))
                .isEmpty();
    }

    @Test
    void aValueThatIsNewGivenOrLeftOutIsAChange() throws UsageException {
        assertThat(changes(List.of("-t30", "-l25", "-cx"), List.of("-t30m", "-cx", "--pidfile=/x")))
                .containsExactlyInAnyOrder("timeout", "listen", "pidfile");
        assertThat(changes(
                        List.of("--filter=command:a,name=a", "--filter=command:b"),
                        List.of("--filter=command:c,name=a", "--filter=command:b")))
                .containsExactly("filter");
    }

    private static List<String> changes(List<String> before, List<String> after) throws UsageException {
        return settings(before).changes(settings(after)).stream()
                .map(Option::name)
                .toList();
    }

    private static Settings settings(List<String> arguments) throws UsageException {
        return Settings.ofTrial(CommandLine.read(Usage.SERVE, arguments).configuration());
    }
}
