package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;

/** Debian's HAProxy in front of one port, in the foreground. */
final class HaProxy implements AutoCloseable {
    private static final String HAPROXY = Tools.require("/usr/sbin/haproxy", "haproxy");

    /** The client that only looks whether it listens, and whose connection it passes on too. */
    static final String PROBE = "127.0.0.76";

    private static final String CONFIGURATION = """
            defaults
                mode tcp
                timeout connect 30s
                timeout client 330s
                timeout server 330s
                unique-id-format %%{+X}o\\ %%ci:%%cp-%%pid
            frontend smtp
                bind %s
                default_backend postprox
            backend postprox
                %s
                server one 127.0.0.1:%d %s
            """;

    private final int port;
    private final Process process;

    private HaProxy(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /**
     * Starts it; it listens when this returns.
     *
     * @param backend a line more for its backend
     * @param server  the words of its server
     */
    static HaProxy before(int server, Workspace workspace, String backend, String words) {
        int port = Tools.freePort();
        return start(port, workspace, CONFIGURATION.formatted("127.0.0.1:" + port, backend, server, words));
    }

    /** Starts one that listens on a socket of both families, so that a client of IPv4 may have an address of IPv6. */
    static HaProxy ofBothFamilies(int server, Workspace workspace, String words) {
        int port = Tools.freePort();
        return start(port, workspace, CONFIGURATION.formatted(":::" + port + " v4v6", "", server, words));
    }

    /** Starts one with a whole configuration, which has it listen at this port of 127.0.0.1. */
    static HaProxy start(int port, Workspace workspace, String configuration) {
        Path file = workspace.file("haproxy-" + port + ".cfg", configuration);
        Path log = workspace.file("haproxy-" + port + ".log", "");
        try {
            Process process = new ProcessBuilder(HAPROXY, "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Patience.await("HAProxy listens, see " + log, () -> !process.isAlive() || isListening(port));
            if (!process.isAlive()) {
                throw new AssertionError(workspace.read("haproxy-" + port + ".log"));
            }
            return new HaProxy(port, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isListening(int port) {
        try (Socket probe = new Socket()) {
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral(PROBE), 0));
            probe.connect(new InetSocketAddress(Tools.LOOPBACK, port), Patience.MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A client with an address of its own, of the network 127.0.0.0/8, which has read the greeting. */
    SmtpClient connectFrom(String address) {
        SmtpClient client = connectSilentlyFrom(address);
        assertThat(client.reply()).startsWith("220");
        return client;
    }

    /** The same client, which has read nothing yet. */
    SmtpClient connectSilentlyFrom(String address) {
        try {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
            socket.connect(new InetSocketAddress(Tools.LOOPBACK, port), Patience.MILLIS);
            return SmtpClient.over(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
