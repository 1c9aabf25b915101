package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Before the queue, a process for each connection: the manual's example, with Postfix's own spawn(8). */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SpawnTest extends BeforeQueueTest {
    private final SyslogReceiver syslog = SyslogReceiver.in(workspace);

    @Override
    List<Integer> startProxies(PostfixInstance postfix) {
        return List.of(addProxy(postfix, " "), addProxy(postfix, " -r "));
    }

    private int addProxy(PostfixInstance postfix, String option) {
        int port = Tools.freePort();
        postfix.service(new Arrangement("", documented("127.0.0.1:10025 inet"))
                .running(installation, filter.command(), syslog)
                .replacing("-c " + filter.command(), "-c {IN_BRACES='two words' " + filter.command() + "}")
                .replacing("10025", Integer.toString(port))
                .master()
                .replace(" -r ", option));
        return port;
    }

    @Test
    void aCommandWithBlanksGoesInBracesAndHasNothingOfTheEnvironmentButAPath() {
        try (SmtpClient client = SmtpClient.connect(publicPort)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.send("a@example.org", "b@example.com", mail("refuse braces", "Body\r\n")))
                    .startsWith("550");
        }
        assertThat(filter.environmentOf("braces"))
                .contains("IN_BRACES=two words", "PATH=/usr/bin:/bin", "PWD=" + workspace.path("outer/queue"))
                .noneMatch(variable -> variable.startsWith("HOME="));
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
