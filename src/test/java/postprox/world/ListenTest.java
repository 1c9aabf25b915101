package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.Spooled;

/** The program as a service: into the background and back out of the world. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ListenTest {
    private static final String NO_FILTER = "postprox: warning: there is no filter (-c): all messages pass\n";
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";
    private static final String SHUTDOWN = "421 4.3.2 Service shutting down - try again later";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final Path spool = workspace.openDirectory("spool");
    private final Path pidFile = workspace.path("postprox.pid");
    private final MailSink sink = MailSink.start();
    private final SyslogReceiver syslog = SyslogReceiver.in(workspace);
    private final int port = Tools.freePort();

    @AfterEach
    void cleanUp() throws Exception {
        try {
            if (Files.exists(pidFile)) {
                end(background());
            }
        } finally {
            syslog.close();
            sink.close();
            workspace.close();
        }
    }

    @Test
    void theCommandReturnsWhenTheSocketIsBoundAndTheServiceGoesOn() throws Exception {
        Tools.Result started = start("-l", Integer.toString(port));

        assertThat(started).isEqualTo(new Tools.Result(0, NO_FILTER));
        assertThat(background().isAlive()).isTrue();
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).isEqualTo("250 2.0.0 Ok: queued as SINK1");
        }
        syslog.lines()
                .await("^<22>\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d postprox\\["
                        + background().pid()
                        + "\\]: accept: .*reply=250 2.0.0 Ok: queued as SINK1; filter=.*; session=");
        assertThat(sink.await().content()).isEqualTo(MAIL);
    }

    @Test
    void theBackgroundHoldsNothingOfItsTerminal() throws Exception {
        start("-l", Integer.toString(port));

        Path descriptors = Path.of("/proc/" + background().pid() + "/fd");
        for (String standard : List.of("0", "1", "2")) {
            assertThat(Files.readSymbolicLink(descriptors.resolve(standard))).hasToString("/dev/null");
        }
    }

    /** As spawn(8) starts it with -l in its argv: each connection would leave a service behind that nobody knows of. */
    @Test
    void aClientsConnectionIsNoPlaceToStartAServiceFrom() {
        Launch launch = Launch.of(installation, sink.place(), "-d", spool.toString(), "--log", syslog.target())
                .with("--pidfile", pidFile.toString(), "-l", Integer.toString(port));
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().rest()).startsWith("421 4.3.2 ");
            assertThat(program.awaitExit()).isEqualTo(2);
        }
        syslog.lines()
                .await("error: exit status 2: postprox: standard input is a client's connection \\(spawn, inetd\\):"
                        + " leave -l out$");
        assertThat(pidFile).doesNotExist();
        assertThat(isRefused(port)).isTrue();
    }

    @Test
    void aServiceCanBeStartedByWayOfSsh() throws Exception {
        Tools.Result started = Tools.attempt(List.of(
                Tools.PYTHON,
                "-I",
                "-S",
                Tools.resource("on-socket.py"),
                "pair",
                "-",
                installation.launcher().toString(),
                sink.place(),
                "-r",
                "-d",
                spool.toString(),
                "--log",
                syslog.target(),
                "--pidfile",
                pidFile.toString(),
                "-l",
                Integer.toString(port)));

        assertThat(started.status()).isZero();
        assertThat(background().isAlive()).isTrue();
    }

    @Test
    void aPortThatIsTakenIsSaidAndTheStatusIsThree() {
        try (MailSink other = MailSink.start()) {
            Tools.Result started = start("-l", Integer.toString(other.port()));

            assertThat(started.status()).isEqualTo(3);
            assertThat(started.said())
                    .isEqualTo("postprox: cannot listen on " + other.place()
                            + ": Address already in use (by another postprox, or the spawn line in master.cf?)\n");
            assertThat(pidFile).doesNotExist();
        }
    }

    /** At the boot of a machine its name server may come up later; at any other time the name has a typing error. */
    @Test
    void aNextHopWhoseNameIsNotKnownIsSaidAtTheStartAndServedWhenItIs() throws Exception {
        Path hosts = workspace.file("hosts", "127.0.0.1 localhost\n");
        Path forgetful = workspace.file("security", "networkaddress.cache.negative.ttl=0\n");
        String place = "mx.postprox.invalid:" + sink.port();
        String warning =
                "warning: no address is known for the next hop " + place + "; until one is, clients are told 421";

        Tools.Result started = Tools.attempt(List.of(
                "/usr/bin/env",
                "POSTPROX_JAVA_OPTIONS=-Djdk.net.hosts.file=" + hosts + " -Djava.security.properties=" + forgetful,
                installation.launcher().toString(),
                place,
                "-d",
                spool.toString(),
                "--log",
                syslog.target(),
                "--pidfile",
                pidFile.toString(),
                "-l",
                Integer.toString(port)));

        assertThat(started).isEqualTo(new Tools.Result(0, NO_FILTER + "postprox: " + warning + "\n"));
        syslog.lines().await(warning);
        try (SmtpClient client = SmtpClient.connectSilently(port)) {
            assertThat(client.rest()).startsWith("421 4.3.2 ");
        }
        Files.writeString(hosts, "127.0.0.1 localhost mx.postprox.invalid\n");
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
        }
    }

    /** A name server that does not answer: only a warning waits for it. */
    @Test
    void whileItLooksForItsNextHopItCanBeTerminatedAndLeavesNothing() {
        Path hosts = workspace.path("hosts");
        Tools.run("mkfifo", hosts.toString());
        Path socket = workspace.path("socket");
        try (Program service = Launch.of(installation, "mx.postprox.invalid:25", "-l", "unix:" + socket)
                .with("--foreground", "--pidfile", pidFile.toString(), "-d", spool.toString(), "--log", "stderr")
                .jvm("-Djdk.net.hosts.file=" + hosts)
                .onPipes()) {
            service.errors().await("warning: there is no filter");
            Tools.run("/bin/sh", "-c", "kill $(cat " + pidFile + ")");
            assertThat(service.awaitExit()).isZero();
        }
        assertThat(socket).doesNotExist();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void aPidFileThatCannotBeWrittenIsSaidAndTheStatusIsThree() {
        Tools.Result started = run(List.of("--pidfile", "/nonexistent/pid", "-l", Integer.toString(port)));

        assertThat(started.status()).isEqualTo(3);
        assertThat(started.said()).isEqualTo("postprox: --pidfile: cannot write /nonexistent/pid\n");
    }

    @Test
    void anotherUsersFileInTheWayOfThePidFileIsSaidAndTheStatusIsThree() {
        Path directory = workspace.openDirectory("shared");
        Tools.run("chmod", "+t", directory.toString());
        Path others = workspace.file("shared/pid", "another's\n");
        Launch launch = Launch.of(installation, sink.place(), "-d", spool.toString(), "--pidfile", others.toString())
                .with("-l", Integer.toString(port))
                .as("nobody");
        try (Program program = launch.onPipes()) {
            assertThat(program.awaitExit()).isEqualTo(3);
            assertThat(program.errors().toEnd())
                    .endsWith("postprox: --pidfile: cannot write " + others + ": Operation not permitted");
        }
        assertThat(workspace.read("shared/pid")).isEqualTo("another's\n");
        assertThat(workspace.list(directory)).containsExactly("pid");
    }

    @Test
    void aServiceInTheForegroundStaysAndSaysWhatItDoesOnStandardError() {
        Launch launch = Launch.of(installation, sink.place(), "--foreground", "--log", "stderr", "-v")
                .with("-l", Integer.toString(port));
        try (Program program = launch.onPipes()) {
            program.errors().await("listening on 127.0.0.1:" + port + ", next hop " + sink.place());
            try (SmtpClient client = SmtpClient.connect(port)) {
                assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
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
        Path outer = workspace.path("outer");
        Path inner = workspace.path("inner");
        try (Program second = foreground(sink.place(), "unix:" + inner);
                Program first = foreground("unix:" + inner, "unix:" + outer);
                SmtpClient client = SmtpClient.connectSilently(outer)) {
            assertThat(client.reply()).startsWith("220");
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
            assertThat(sink.await().content()).isEqualTo(MAIL);

            first.terminate();
            assertThat(first.awaitExit()).isZero();
            second.terminate();
            assertThat(second.awaitExit()).isZero();
        }
        assertThat(outer).doesNotExist();
        assertThat(inner).doesNotExist();
    }

    @Test
    void whenTerminatedItFinishesTheMessageInHandAndTakesNoOther() throws Exception {
        Gate gate = Gate.in(workspace);
        start("-l", Integer.toString(port), "-c", gate.filter());
        ProcessHandle service = background();
        try (SmtpClient idle = SmtpClient.connect(port);
                SmtpClient busy = SmtpClient.connect(port)) {
            busy.begin("a@example.org", "b@example.com");
            busy.finish(MAIL);
            Path _ = gate.awaitFilter();

            boolean _ = service.destroy();
            assertThat(idle.rest()).isEqualTo(SHUTDOWN + "\r\n");
            assertThat(isRefused(port)).isTrue();
            gate.open();

            assertThat(busy.reply()).isEqualTo("250 2.0.0 Ok: queued as SINK1");
            assertThat(busy.rest()).isEqualTo(SHUTDOWN + "\r\n");
        }
        end(service);
        assertThat(sink.await().content()).isEqualTo(MAIL);
        assertThat(pidFile).doesNotExist();
        assertThat(workspace.list(spool)).isEmpty();
        syslog.lines().await("stopped");
    }

    @Test
    void whatAKilledServiceLeftTheNextOneSweeps() throws Exception {
        Gate gate = Gate.in(workspace);
        start("-l", Integer.toString(port), "-c", gate.filter());
        ProcessHandle killed = background();
        try (SmtpClient client = SmtpClient.connect(port)) {
            client.begin("a@example.org", "b@example.com");
            client.finish(MAIL);
            Path _ = gate.awaitFilter();
            killed.descendants().forEach(ProcessHandle::destroyForcibly);
            killed.destroyForcibly();
            assertThat(client.rest()).isEmpty();
        }
        assertThat(Spooled.in(spool)).isNotEmpty();

        assertThat(start("-l", Integer.toString(port))).isEqualTo(new Tools.Result(0, NO_FILTER));
        syslog.lines().await("warning: removed 3 files that killed processes left");
        assertThat(Spooled.in(spool)).isEmpty();
        assertThat(sink.waiting()).isZero();
    }

    /** Nobody waits for its verdict any more; what it started has a group of its own and lives on as well. */
    @Test
    void theFilterThatAKilledServiceLeftTheNextOneKills() throws Exception {
        Gate gate = Gate.in(workspace);
        String filter = "setsid sleep 1000 & sh -m -c 'sleep 1000 & exec " + gate.filter() + "'";
        start("-l", Integer.toString(port), "-c", filter);
        ProcessHandle killed = background();
        List<ProcessHandle> filters;
        try (SmtpClient client = SmtpClient.connect(port)) {
            client.begin("a@example.org", "b@example.com");
            client.finish(MAIL);
            Path _ = gate.awaitFilter();
            filters = killed.descendants().toList();
            killed.destroyForcibly();
            assertThat(client.rest()).isEmpty();
        }
        assertThat(filters).hasSizeGreaterThan(3).allMatch(ProcessHandle::isAlive);

        assertThat(start("-l", Integer.toString(port))).isEqualTo(new Tools.Result(0, NO_FILTER));
        syslog.lines()
                .await("warning: removed 3 files that killed processes left in .*, and killed what was left of their"
                        + " filters: " + filters.size() + " processes");
        for (ProcessHandle process : filters) {
            process.onExit().get(Patience.MILLIS, TimeUnit.MILLISECONDS);
        }
        assertThat(Spooled.in(spool)).isEmpty();
    }

    private Tools.Result start(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--pidfile", pidFile.toString()));
        all.addAll(List.of(arguments));
        return run(all);
    }

    private Tools.Result run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(installation.launcher().toString(), sink.place(), "-v"));
        command.addAll(List.of("-d", spool.toString(), "--log", syslog.target()));
        command.addAll(arguments);
        return Tools.attempt(command);
    }

    private Program foreground(String nextHop, String place) {
        Launch launch = Launch.of(installation, nextHop, "-l", place, "--foreground", "--log", "stderr");
        Program program = launch.onPipes();
        program.errors().await("listening on");
        return program;
    }

    private ProcessHandle background() throws Exception {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                .orElseThrow();
    }

    private static void end(ProcessHandle service) throws Exception {
        boolean _ = service.destroy();
        service.onExit().get(Patience.MILLIS, TimeUnit.MILLISECONDS);
    }

    private static boolean isRefused(int port) {
        try (SmtpClient client = SmtpClient.connectSilently(port)) {
            return client.rest().isEmpty();
        } catch (UncheckedIOException e) {
            return true;
        }
    }
}
