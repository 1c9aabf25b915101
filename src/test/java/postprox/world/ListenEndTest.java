package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.Spooled;

/** How a service in the background ends, and what it leaves when it is killed. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ListenEndTest {
    private static final String SHUTDOWN = "421 4.3.2 Service shutting down - try again later";

    private final BackgroundService service = new BackgroundService();

    @AfterEach
    void cleanUp() {
        service.close();
    }

    @Test
    void whenTerminatedItFinishesTheMessageInHandAndTakesNoOther() {
        Gate gate = Gate.in(service.site().workspace());
        service.start("-l", Integer.toString(service.port()), "-c", gate.filter());
        ProcessHandle process = service.process();
        try (SmtpClient idle = SmtpClient.connect(service.port());
                SmtpClient busy = SmtpClient.connect(service.port())) {
            busy.begin("a@example.org", "b@example.com");
            busy.finish(BackgroundService.MAIL);
            Path _ = gate.awaitFilter();

            boolean _ = process.destroy();
            assertThat(idle.rest()).isEqualTo(SHUTDOWN + "\r\n");
            assertThat(service.isRefused()).isTrue();
            gate.open();

            assertThat(busy.reply()).isEqualTo("250 2.0.0 Ok: queued as SINK1");
            assertThat(busy.rest()).isEqualTo(SHUTDOWN + "\r\n");
        }
        Residents.awaitEnd(List.of(process));
        assertThat(service.site().sink().await().content()).isEqualTo(BackgroundService.MAIL);
        assertThat(service.pidFile()).doesNotExist();
        assertThat(service.site().workspace().list(service.site().spool())).isEmpty();
        service.syslog().lines().await("stopped");
    }

    @Test
    void whatAKilledServiceLeftTheNextOneSweeps() {
        Gate gate = Gate.in(service.site().workspace());
        service.start("-l", Integer.toString(service.port()), "-c", gate.filter());
        ProcessHandle killed = service.process();
        try (SmtpClient client = SmtpClient.connect(service.port())) {
            client.begin("a@example.org", "b@example.com");
            client.finish(BackgroundService.MAIL);
            Path _ = gate.awaitFilter();
            Program.kill(killed);
            assertThat(client.rest()).isEmpty();
        }
        assertThat(Spooled.in(service.site().spool())).isNotEmpty();

        assertThat(service.start("-l", Integer.toString(service.port())))
                .isEqualTo(new Tools.Result(0, BackgroundService.NO_FILTER));
        service.syslog().lines().await("warning: removed 4 files that killed processes left");
        assertThat(Spooled.in(service.site().spool())).isEmpty();
        assertThat(service.site().sink().waiting()).isZero();
    }

    /** Nobody waits for its verdict any more; what it started has a group of its own and lives on as well. */
    @Test
    void theFilterThatAKilledServiceLeftTheNextOneKills() {
        Gate gate = Gate.in(service.site().workspace());
        String filter = "setsid sleep 1000 & sh -m -c 'sleep 1000 & exec " + gate.filter() + "'";
        service.start("-l", Integer.toString(service.port()), "-c", filter);
        ProcessHandle killed = service.process();
        List<ProcessHandle> filters;
        try (SmtpClient client = SmtpClient.connect(service.port())) {
            client.begin("a@example.org", "b@example.com");
            client.finish(BackgroundService.MAIL);
            Path _ = gate.awaitFilter();
            filters = killed.descendants().toList();
            killed.destroyForcibly();
            assertThat(client.rest()).isEmpty();
        }
        assertThat(filters).hasSizeGreaterThan(3).allMatch(ProcessHandle::isAlive);

        assertThat(service.start("-l", Integer.toString(service.port())))
                .isEqualTo(new Tools.Result(0, BackgroundService.NO_FILTER));
        service.syslog()
                .lines()
                .await("warning: removed 4 files that killed processes left in .*, and killed what was left of their"
                        + " filters: " + filters.size() + " processes");
        Residents.awaitEnd(filters);
        assertThat(Spooled.in(service.site().spool())).isEmpty();
    }
}
