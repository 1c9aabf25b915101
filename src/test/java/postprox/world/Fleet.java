package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HAProxy in front of four processes of the program, and two next hops behind them, by the files of packaging/haproxy as they are but for
 * addresses, ports and paths: a machine 10.0.2.1 is 127.0.2.1 here.
 */
final class Fleet implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("packaging/haproxy");
    private static final String BALANCER = "10.0.0.8:10025";

    /** The servers in haproxy.cfg, in their order. */
    static final List<String> NAMES = List.of("one", "two", "three", "four");

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final Ports ports = new Ports(Tools.freePort(), Tools.freePort(), Tools.freePort(), Tools.freePort());
    private final List<MailSink> nextHops = List.of(MailSink.start(), MailSink.start());
    private final Map<String, Integer> arrivals = new HashMap<>();
    private final Map<String, Member> members = new HashMap<>();
    private final HaProxyView view = new HaProxyView(workspace.path("admin.sock"), "filter");
    private final HaProxy balancer;

    /** The ports that the files have as 10025 at the balancer and at a process, 10080 and 10081. */
    private record Ports(int balancer, int smtp, int admin, int agent) {}

    /** One process of the fleet. It may be ended and started again. */
    final class Member implements AutoCloseable {
        private final Launch launch;
        private final Path control;
        private Program program;
        private Optional<ProcessHandle> successor = Optional.empty();

        private Member(int number) {
            String address = "127.0.2." + number;
            Path spool = workspace.openDirectory("spool" + number);
            Path directory = workspace.directory("control" + number);
            Workspace.setMode(directory, 0700);
            Tools.run("chown", "nobody", directory.toString());
            this.control = directory.resolve("socket");
            Path configuration = workspace.file("postprox" + number + ".conf", configurationOf(address));
            this.launch = new Launch(
                            installation.launcher(),
                            List.of("--config", configuration.toString(), "-l", address + ":" + ports.smtp()),
                            Map.of(),
                            Path.of("/"),
                            "nobody",
                            List.of())
                    .with("-d", spool.toString(), "--control", control.toString(), "--log", "stderr", "--foreground");
            this.program = launch.onPipes();
        }

        /** The next one in its place. */
        void start() {
            program = launch.onPipes();
            awaitStart();
        }

        private void awaitStart() {
            Matcher _ = log().await("the agent for HAProxy .--agent. answers at");
        }

        Lines log() {
            return program.errors();
        }

        /** How many messages it has passed on since its start. */
        long accepted() {
            return log().all().lines().filter(line -> line.contains("accept: ")).count();
        }

        /** Tells it to stop, as systemd does (SIGTERM). */
        void terminate() {
            program.terminate();
        }

        /** Has a new process take its place. The old one ends when its clients have gone. */
        void upgrade() {
            String said = Tools.run(installation.launcher().toString(), "upgrade", control.toString());
            Matcher pid = Pattern.compile("process ([0-9]+) ").matcher(said);
            assertThat(pid.lookingAt()).as(said).isTrue();
            successor = ProcessHandle.of(Long.parseLong(pid.group(1)));
        }

        int awaitExit() {
            return program.awaitExit();
        }

        /** Kills it (-9). */
        void kill() {
            program.kill();
        }

        @Override
        public void close() {
            successor.ifPresent(ProcessHandle::destroy);
            successor.ifPresent(process -> Residents.awaitEnd(List.of(process)));
            program.close();
        }
    }

    Fleet() {
        // A checkout may be writable for a group, and then so is its copy.
        Tools.run("chmod", "-R", "go-w", installation.home().toString());
        String balancing = read("haproxy.cfg");
        balancing = replaced(balancing, BALANCER, "127.0.0.1:" + ports.balancer());
        balancing = replaced(balancing, "/run/haproxy/admin.sock", view.socket().toString());
        balancing = replaced(balancing, "10.0.2.", "127.0.2.");
        balancing = replaced(balancing, ":10025", ":" + ports.smtp());
        balancing = replaced(balancing, "10080", Integer.toString(ports.admin()));
        balancing = replaced(balancing, "10081", Integer.toString(ports.agent()));
        for (int i = 0; i < NAMES.size(); i++) {
            members.put(NAMES.get(i), new Member(i + 1));
        }
        members.values().forEach(Member::awaitStart);
        this.balancer = HaProxy.start(ports.balancer(), workspace, balancing);
        NAMES.forEach(this::awaitUp);
    }

    private String configurationOf(String address) {
        Path token = workspace.file("token-" + address, "0123456789abcdef0123456789abcdef\n");
        Tools.run("chown", "nobody", token.toString());
        Workspace.setMode(token, 0600);
        Path filter = workspace.script("filter-" + address, "exit 0\n");
        String text = read("postprox.conf");
        // HAProxy connects from there.
        text = replaced(text, "10.0.0.6", "127.0.0.1");
        text = replaced(text, "10.0.1.0", "127.0.1.0");
        text = replaced(text, "10.0.2.1", address);
        text = replaced(text, "10.0.3.1:10026", nextHops.getFirst().place());
        text = replaced(text, "10.0.3.2:10026", nextHops.getLast().place());
        text = replaced(text, "10080", Integer.toString(ports.admin()));
        text = replaced(text, "10081", Integer.toString(ports.agent()));
        text = replaced(text, "/etc/postprox/token", token.toString());
        return replaced(text, "/etc/postprox/filter", filter.toString());
    }

    private static String read(String name) {
        try {
            return Files.readString(DIRECTORY.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String replaced(String text, String documented, String actual) {
        if (!text.contains(documented)) {
            throw new AssertionError("no '" + documented + "' in:\n" + text);
        }
        return text.replace(documented, actual);
    }

    HaProxy balancer() {
        return balancer;
    }

    HaProxyView view() {
        return view;
    }

    Member member(String name) {
        return Optional.ofNullable(members.get(name)).orElseThrow();
    }

    /** Waits until HAProxy has asked both the process's health and its agent, and sees it up. */
    void awaitUp(String name) {
        Patience.await("HAProxy sees " + name + " up", () -> {
            HaProxyView.Server seen = view.server(name);
            return seen.status().equals("UP")
                    && seen.health().equals("L7OK")
                    && seen.agent().equals("L7OK");
        });
    }

    /** How often the next hops have had a message of each sender so far. */
    Map<String, Integer> arrivals() {
        for (MailSink hop : nextHops) {
            while (hop.waiting() > 0) {
                String mail = hop.await().envelope().getFirst();
                arrivals.merge(mail.substring(mail.indexOf('<') + 1, mail.indexOf('>')), 1, Integer::sum);
            }
        }
        return Map.copyOf(arrivals);
    }

    @Override
    public void close() {
        balancer.close();
        members.values().forEach(Member::close);
        nextHops.forEach(MailSink::close);
        workspace.close();
    }
}
