package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.Spooled;

/** A process for each connection, by the other program that does so. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class XinetdTest {
    private static final String XINETD = Tools.require("/usr/sbin/xinetd", "xinetd");
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";

    private final Site site = new Site();

    @AfterEach
    void cleanUp() {
        site.close();
    }

    @Test
    void eachConnectionHasASessionOfItsOwn() throws IOException {
        int port = Tools.freePort();
        Path config = site.workspace().file("xinetd.conf", """
                service postprox
                {
                    type        = UNLISTED
                    socket_type = stream
                    protocol    = tcp
                    wait        = no
                    bind        = 127.0.0.1
                    port        = %d
                    user        = nobody
                    group       = nogroup
                    server      = %s
                    server_args = %s -d %s -c true
                    passenv     =
                }
                """.formatted(
                        port, site.installation().launcher(), site.sink().place(), site.spool()));
        Process xinetd = new ProcessBuilder(
                        XINETD,
                        "-dontfork",
                        "-f",
                        config.toString(),
                        "-filelog",
                        "/dev/stderr",
                        "-pidfile",
                        site.workspace().path("pid").toString())
                .start();
        try {
            Lines.of(xinetd.getErrorStream()).await("Started working: 1 available service");
            try (SmtpClient one = SmtpClient.connect(port);
                    SmtpClient other = SmtpClient.connect(port)) {
                assertThat(one.send("a@example.org", "b@example.com", MAIL)).isEqualTo("250 2.0.0 Ok: queued as SINK1");
                assertThat(other.send("a@example.org", "b@example.com", MAIL))
                        .isEqualTo("250 2.0.0 Ok: queued as SINK2");
                assertThat(one.say("QUIT")).startsWith("221");
                assertThat(one.rest()).isEmpty();
                assertThat(other.say("QUIT")).startsWith("221");
                assertThat(other.rest()).isEmpty();
            }
        } finally {
            xinetd.destroy();
            // It removes its own files on the way out.
            xinetd.onExit().join();
        }
        assertThat(Spooled.in(site.spool())).isEmpty();
    }
}
