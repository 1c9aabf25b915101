package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Debian's dnsmasq as a name server of example.test, on a free port of 127.0.0.1. It asks no other. */
public final class Dnsmasq implements AutoCloseable {
    private static final String PROGRAM = Tools.require("/usr/sbin/dnsmasq", "dnsmasq-base");

    private final int port = Tools.freePort();
    private Process process;

    private Dnsmasq(List<String> records) {
        this.process = begin(records);
    }

    /**
     * Starts it.
     *
     * @param records options of dnsmasq(8), such as {@code mx-host=example.test,mx.example.test,10}
     */
    public static Dnsmasq start(String... records) {
        return new Dnsmasq(List.of(records));
    }

    private Process begin(List<String> records) {
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
            lines.await("started, version");
            return started;
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
        process = begin(List.of(records));
    }

    @Override
    public void close() {
        stop();
    }
}
