package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program as a service: how it starts, in the background and in the foreground. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ListenTest {
    private final BackgroundService service = new BackgroundService();

    @AfterEach
    void cleanUp() {
        service.close();
    }

    @Test
    void theCommandReturnsWhenTheSocketIsBoundAndTheServiceGoesOn() {
        Tools.Result started = service.start("-l", Integer.toString(service.port()));

        assertThat(started).isEqualTo(new Tools.Result(0, BackgroundService.NO_FILTER));
        assertThat(service.process().isAlive()).isTrue();
        try (SmtpClient client = SmtpClient.connect(service.port())) {
            assertThat(client.send("a@example.org", "b@example.com", BackgroundService.MAIL))
                    .isEqualTo("250 2.0.0 Ok: queued as SINK1");
        }
        service.syslog()
                .lines()
                .await("^<22>\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d postprox\\["
                        + service.process().pid()
                        + "\\]: accept: .*reply=250 2.0.0 Ok: queued as SINK1; filter=.*; session=");
        assertThat(service.site().sink().await().content()).isEqualTo(BackgroundService.MAIL);
    }

    @Test
    void theBackgroundHoldsNothingOfItsTerminal() throws IOException {
        service.start("-l", Integer.toString(service.port()));

        Path descriptors = Path.of("/proc/" + service.process().pid() + "/fd");
        for (String standard : List.of("0", "1", "2")) {
            assertThat(Files.readSymbolicLink(descriptors.resolve(standard))).hasToString("/dev/null");
        }
    }

    /** As spawn(8) starts it with -l in its argv: each connection would leave a service behind that nobody knows of. */
    @Test
    void aClientsConnectionIsNoPlaceToStartAServiceFrom() {
        Launch launch = service.site()
                .launch("--log", service.syslog().target())
                .with("--pidfile", service.pidFile().toString(), "-l", Integer.toString(service.port()));
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().rest()).startsWith("421 4.3.2 ");
            assertThat(program.awaitExit()).isEqualTo(2);
        }
        service.syslog()
                .lines()
                .await("error: exit status 2: postprox: standard input is a client's connection \\(spawn, inetd\\):"
                        + " leave -l out$");
        assertThat(service.pidFile()).doesNotExist();
        assertThat(service.isRefused()).isTrue();
    }

    @Test
    void aServiceCanBeStartedByWayOfSsh() {
        Tools.Result started = Tools.attempt(List.of(
                Tools.PYTHON,
                "-I",
                "-S",
                Tools.resource("on-socket.py"),
                "pair",
                "-",
                service.site().installation().launcher().toString(),
                service.site().sink().place(),
                "-r",
                "-d",
                service.site().spool().toString(),
                "--log",
                service.syslog().target(),
                "--pidfile",
                service.pidFile().toString(),
                "-l",
                Integer.toString(service.port())));

        assertThat(started.status()).isZero();
        assertThat(service.process().isAlive()).isTrue();
    }

    @Test
    void aPortThatIsTakenIsSaidAndTheStatusIsThree() {
        try (MailSink other = MailSink.start()) {
            Tools.Result started = service.start("-l", Integer.toString(other.port()));

            assertThat(started.status()).isEqualTo(3);
            assertThat(started.said())
                    .isEqualTo("postprox: cannot listen on " + other.place()
                            + ": Address already in use (by another postprox, or the spawn line in master.cf?)\n");
            assertThat(service.pidFile()).doesNotExist();
        }
    }

    /** At the boot of a machine its name server may come up later; at any other time the name has a typing error. */
    @Test
    void aNextHopWhoseNameIsNotKnownIsSaidAtTheStartAndServedWhenItIs() throws IOException {
        Path hosts = service.site().workspace().file("hosts", "127.0.0.1 localhost\n");
        Path forgetful = service.site().workspace().file("security", "networkaddress.cache.negative.ttl=0\n");
        String place = "mx.postprox.invalid:" + service.site().sink().port();
        String warning =
                "warning: no address is known for the next hop " + place + "; until one is, clients are told 421";

        Tools.Result started = Tools.attempt(List.of(
                "/usr/bin/env",
                "POSTPROX_JAVA_OPTIONS=-Djdk.net.hosts.file=" + hosts + " -Djava.security.properties=" + forgetful,
                service.site().installation().launcher().toString(),
                place,
                "-d",
                service.site().spool().toString(),
                "--log",
                service.syslog().target(),
                "--pidfile",
                service.pidFile().toString(),
                "-l",
                Integer.toString(service.port())));

        assertThat(started).isEqualTo(new Tools.Result(0, BackgroundService.NO_FILTER + "postprox: " + warning + "\n"));
        service.syslog().lines().await(warning);
        try (SmtpClient client = SmtpClient.connectSilently(service.port())) {
            assertThat(client.rest()).startsWith("421 4.3.2 ");
        }
        Files.writeString(hosts, "127.0.0.1 localhost mx.postprox.invalid\n");
        // A name that was not found is looked up again after some seconds.
        Patience.await("the next hop is found", () -> greets(service.port()));
        try (SmtpClient client = SmtpClient.connect(service.port())) {
            assertThat(client.send("a@example.org", "b@example.com", BackgroundService.MAIL))
                    .startsWith("250");
        }
    }

    private static boolean greets(int port) {
        try (SmtpClient client = SmtpClient.connectSilently(port)) {
            return client.reply().startsWith("220");
        }
    }

    /** A name server that does not answer: only a warning waits for it. */
    @Test
    void whileItLooksForItsNextHopItCanBeTerminatedAndLeavesNothing() {
        Path hosts = service.site().workspace().path("hosts");
        Tools.run("mkfifo", hosts.toString());
        Path socket = service.site().workspace().path("socket");
        try (Program foreground = Launch.of(
                        service.site().installation(), "mx.postprox.invalid:25", "-l", "unix:" + socket)
                .with(
                        "--foreground",
                        "--pidfile",
                        service.pidFile().toString(),
                        "-d",
                        service.site().spool().toString(),
                        "--log",
                        "stderr")
                .jvm("-Djdk.net.hosts.file=" + hosts)
                .onPipes()) {
            foreground.errors().await("warning: there is no filter");
            Tools.run("/bin/sh", "-c", "kill $(cat " + service.pidFile() + ")");
            assertThat(foreground.awaitExit()).isZero();
        }
        assertThat(socket).doesNotExist();
        assertThat(service.pidFile()).doesNotExist();
    }

    @Test
    void aPidFileThatCannotBeWrittenIsSaidAndTheStatusIsThree() {
        Tools.Result started =
                service.run(List.of("--pidfile", "/nonexistent/pid", "-l", Integer.toString(service.port())));

        assertThat(started.status()).isEqualTo(3);
        assertThat(started.said())
                .isEqualTo("postprox: --pidfile: cannot write /nonexistent/pid: no such file or directory\n");
    }

    @Test
    void anotherUsersFileInTheWayOfThePidFileIsSaidAndTheStatusIsThree() {
        Path directory = service.site().workspace().openDirectory("shared");
        Tools.run("chmod", "+t", directory.toString());
        Path others = service.site().workspace().file("shared/pid", "another's\n");
        Launch launch = service.site()
                .launch("--pidfile", others.toString())
                .with("-l", Integer.toString(service.port()))
                .as("nobody");
        try (Program program = launch.onPipes()) {
            assertThat(program.awaitExit()).isEqualTo(3);
            assertThat(program.errors().toEnd())
                    .endsWith("postprox: --pidfile: cannot write " + others + ": Operation not permitted");
        }
        assertThat(service.site().workspace().read("shared/pid")).isEqualTo("another's\n");
        assertThat(service.site().workspace().list(directory)).containsExactly("pid");
    }

    @Test
    void aServiceInTheForegroundStaysAndSaysWhatItDoesOnStandardError() {
        Launch launch = service.site()
                .launch("--foreground", "--log", "stderr", "-v")
                .with("-l", Integer.toString(service.port()));
        try (Program program = launch.onPipes()) {
            program.errors()
                    .await("listening on 127.0.0.1:" + service.port() + ", next hop "
                            + service.site().sink().place());
            try (SmtpClient client = SmtpClient.connect(service.port())) {
                assertThat(client.send("a@example.org", "b@example.com", BackgroundService.MAIL))
                        .startsWith("250");
            }
            program.errors().await("accept: .*queued as SINK1");
            program.terminate();

            assertThat(program.awaitExit()).isZero();
            assertThat(program.errors().toEnd()).endsWith("postprox: stopped");
            assertThat(program.client().rest()).isEmpty();
        }
    }

    @Test
    void unixSocketsWorkInBothDirections() {
        Path outer = service.site().workspace().path("outer");
        Path inner = service.site().workspace().path("inner");
        try (Program second = foreground(service.site().sink().place(), "unix:" + inner);
                Program first = foreground("unix:" + inner, "unix:" + outer);
                SmtpClient client = SmtpClient.connectSilently(outer)) {
            assertThat(client.reply()).startsWith("220");
            assertThat(client.send("a@example.org", "b@example.com", BackgroundService.MAIL))
                    .startsWith("250");
            assertThat(service.site().sink().await().content()).isEqualTo(BackgroundService.MAIL);

            first.terminate();
            assertThat(first.awaitExit()).isZero();
            second.terminate();
            assertThat(second.awaitExit()).isZero();
        }
        assertThat(outer).doesNotExist();
        assertThat(inner).doesNotExist();
    }

    private Program foreground(String nextHop, String place) {
        Launch launch =
                Launch.of(service.site().installation(), nextHop, "-l", place, "--foreground", "--log", "stderr");
        Program program = launch.onPipes();
        program.errors().await("listening on");
        return program;
    }
}
