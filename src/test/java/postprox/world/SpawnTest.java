package postprox.world;

import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import org.junit.jupiter.api.Timeout;

/** Before the queue, a process for each connection: the manual's example, with Postfix's own spawn(8). */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SpawnTest extends BeforeQueueTest {
    private final SyslogReceiver syslog = SyslogReceiver.in(workspace);

    @Override
    List<Integer> startProxies(PostfixInstance postfix) {
        return List.of(addProxy(postfix, ""), addProxy(postfix, "-r"));
    }

    private int addProxy(PostfixInstance postfix, String option) {
        int port = Tools.freePort();
        postfix.service("127.0.0.1:" + port + " inet n n n - 20 spawn user=nobody argv=" + installation.launcher()
                + " -v " + option + " --log " + syslog.target() + " -c " + filter.command() + " 127.0.0.1:"
                + afterFilterPort);
        return port;
    }

    @Override
    Lines proxyLog() {
        return syslog.lines();
    }

    @Override
    void stopProxies() {
        syslog.close();
    }
}
