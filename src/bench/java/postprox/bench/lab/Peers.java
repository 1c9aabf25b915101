package postprox.bench.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How each server is started: Debian's packages, configured for nothing but speed, and the program itself. */
public final class Peers {
    private static final String NOBODY = "nobody";

    /** How many connections the super-server serves at once: twice what the load opens. */
    private static final int SUPER_SERVER_SESSIONS = 40;

    private static final int BACKLOG = 4096;

    private static final String MOST_SESSIONS = "10000";

    private final Lab lab;

    public Peers(Lab lab) {
        this.lab = lab;
    }

    /** Whether this is the superuser's process: some programs insist on being told whom to become then, or else on it. */
    public static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /**
     * A next hop that takes all mail and throws it away: Postfix's smtp-sink.
     *
     * @param sessions how many it serves at once
     */
    public Server sink(int sessions) throws MeasurementException, InterruptedException {
        int port = Ports.free();
        List<String> command = new ArrayList<>(List.of("smtp-sink", "-c", "-m", Integer.toString(sessions)));
        if (isRoot()) {
            command.addAll(List.of("-u", NOBODY));
        }
        command.addAll(List.of(Ports.address(port), Integer.toString(BACKLOG)));
        return lab.serve(port, command);
    }

    /** A relay that understands nothing: HAProxy in TCP mode. What it reaches is R. */
    public Server haproxy(Server next, int sessions) throws MeasurementException, InterruptedException {
        return haproxy(List.of(next), "", sessions);
    }

    /**
     * HAProxy in TCP mode in front of several servers, of which each connection gets the one with the fewest.
     *
     * @param words what is said of each server besides its place, such as {@code send-proxy-v2}
     */
    public Server haproxy(List<Server> servers, String words, int sessions)
            throws MeasurementException, InterruptedException {
        int port = Ports.free();
        String configuration = """
                global
                  maxconn %d
                defaults
                  mode tcp
                  maxconn %1$d
                  timeout connect 10s
                  timeout client 100s
                  timeout server 100s
                listen relay
                  balance leastconn
                  bind %s backlog %d
                """.formatted(sessions, Ports.address(port), BACKLOG)
                + servers.stream()
                        .map(server ->
                                "  server s%d %s %s%n".formatted(server.port(), Ports.address(server.port()), words))
                        .collect(Collectors.joining());
        String file = lab.file("haproxy-" + port + ".cfg", configuration).toString();
        return lab.serve(port, List.of("haproxy", "-db", "-q", "-f", file));
    }

    /** The program itself in listen mode. */
    public Server postprox(Server next, String... options) throws MeasurementException, InterruptedException {
        return postprox(next.port(), options);
    }

    /** The program itself in listen mode, in front of a port, for as many sessions as any case has. */
    public Server postprox(int nextPort, String... options) throws MeasurementException, InterruptedException {
        int port = Ports.free();
        List<String> command = new ArrayList<>(List.of(lab.program()));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--foreground",
                "--log",
                "stderr",
                "--sessions",
                MOST_SESSIONS,
                "-l",
                Ports.address(port),
                Ports.address(nextPort)));
        return lab.serve(port, command);
    }

    /** A process for each connection: tcpserver, which does nothing else. */
    public Server superServer(List<String> program) throws MeasurementException, InterruptedException {
        int port = Ports.free();
        List<String> command = new ArrayList<>(List.of("tcpserver", "-H", "-R", "-l", "0", "-c"));
        command.add(Integer.toString(SUPER_SERVER_SESSIONS));
        command.addAll(List.of(Ports.LOOPBACK.getHostAddress(), Integer.toString(port)));
        command.addAll(program);
        return lab.serve(port, command);
    }

    /** The living relative, a C program with threads, and a filter command that is as empty as ours. */
    public Server proxsmtp(Server next) throws MeasurementException, InterruptedException {
        int port = Ports.free();
        String configuration = """
                OutAddress: %s
                Listen: %s
                FilterCommand: true
                FilterType: file
                TempDirectory: /tmp
                """.formatted(Ports.address(next.port()), Ports.address(port));
        String file = lab.file("proxsmtpd-" + port + ".conf", configuration).toString();
        return lab.serve(port, List.of("/usr/sbin/proxsmtpd", "-d", "1", "-f", file));
    }
}
