package postprox.world;

import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import org.junit.jupiter.api.Timeout;

/** Before the queue, one process for all connections. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ListenBeforeQueueTest extends BeforeQueueTest {
    private final ProxyService passing = ProxyService.start(launch());
    private final ProxyService strict = ProxyService.start(launch().with("-r"));

    private Launch launch() {
        String nextHop = "127.0.0.1:" + afterFilterPort;
        return Launch.of(installation, nextHop, "-v", "-c", filter.command())
                .with("--log", "stderr")
                .as("nobody");
    }

    @Override
    List<Integer> startProxies(PostfixInstance postfix) {
        return List.of(passing.port(), strict.port());
    }

    @Override
    Lines proxyLog() {
        return passing.log();
    }

    @Override
    void stopProxies() {
        passing.close();
        strict.close();
    }
}
