package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Debian's dnsmasq as a name server of example.test, on a free port of 127.0.0.1. It asks no other. */
public final class Dnsmasq implements AutoCloseable {
    private static final String PROGRAM = Tools.require("/usr/sbin/dnsmasq", "dnsmasq-base");

    private int port;
    private Process process;

    /** Its port must be free for TCP and for UDP. */
    private Dnsmasq(List<String> records) {
        Optional<Process> started = Optional.empty();
        while (started.isEmpty()) {
            port = Tools.freePort();
            started = begin(records);
        }
        this.process = started.get();
    }

    /**
     * Starts it.
     *
     * @param records options of dnsmasq(8), such as {@code mx-host=example.test,mx.example.test,10}
     */
    public static Dnsmasq start(String... records) {
        return new Dnsmasq(List.of(records));
    }

    /** Starts it, unless its port is taken. */
    private Optional<Process> begin(List<String> records) {
        List<String> command = new ArrayList<>(List.of(
                PROGRAM,
                "--keep-in-foreground",
                "--log-facility=-",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--local=/test/",
                "--pid-file=",
                "--user=nobody",
                "--bind-interfaces",
                "--listen-address=127.0.0.1",
                "--port=" + port));
        records.forEach(record -> command.add("--" + record));
        try {
            Process started = new ProcessBuilder(command).start();
            Lines lines = Lines.of(started.getErrorStream());
            Matcher line = lines.await("started, version|Address already in use");
            return line.group().startsWith("started") ? Optional.of(started) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is asked. */
    public InetSocketAddress place() {
        return new InetSocketAddress(Tools.LOOPBACK, port);
    }

    /** Ends it. */
    public void stop() {
        process.destroy();
        process.onExit().join();
    }

    /** Starts it once more, with other records. */
    public void startAgain(String... records) {
        process = begin(List.of(records)).orElseThrow();
    }

    @Override
    public void close() {
        stop();
    }
}
