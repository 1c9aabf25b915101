package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import postprox.net.Endpoint;

/** Debian's spamass-milter in front of a spamd. */
final class SpamassMilter implements AutoCloseable {
    private static final String MILTER = Tools.require("/usr/sbin/spamass-milter", "spamass-milter");

    private final Process milter;
    private final Path socket;

    private SpamassMilter(Process milter, Path socket) {
        this.milter = milter;
        this.socket = socket;
    }

    /** Starts one that refuses a message with eight points. */
    static SpamassMilter start(Workspace workspace, Spamd spamd) {
        Path socket = workspace.path("spamass.sock");
        Process milter = run(
                workspace.path("spamass-milter.log"),
                MILTER,
                "-p",
                socket.toString(),
                "-r",
                "8",
                "--",
                "-U",
                spamd.socket().path().toString());
        awaitSocket(milter, socket);
        return new SpamassMilter(milter, socket);
    }

    private static Process run(Path log, String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitSocket(Process process, Path socket) {
        Patience.await(socket + " is there", () -> !process.isAlive() || connects(socket));
        if (!process.isAlive()) {
            throw new AssertionError("a program has ended that was to listen at " + socket);
        }
    }

    private static boolean connects(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }

    Endpoint endpoint() {
        return new Endpoint.Unix(socket);
    }

    @Override
    public void close() {
        milter.destroyForcibly();
        milter.onExit().join();
    }
}
