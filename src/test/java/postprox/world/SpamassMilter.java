package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import postprox.net.Endpoint;

/** Debian's spamass-milter in front of a spamd with one rule. */
final class SpamassMilter implements AutoCloseable {
    /** What the rule finds. */
    static final String SPAM = "XXPOSTPROXSPAMXX";

    private static final String SPAMD = Tools.require("/usr/sbin/spamd", "spamd");
    private static final String MILTER = Tools.require("/usr/sbin/spamass-milter", "spamass-milter");

    private final Process spamd;
    private final Process milter;
    private final Path socket;

    private SpamassMilter(Process spamd, Process milter, Path socket) {
        this.spamd = spamd;
        this.milter = milter;
        this.socket = socket;
    }

    static SpamassMilter start(Workspace workspace) {
        Path rules = workspace.directory("spam-rules");
        workspace.file("spam-rules/rules.cf", """
                required_score 5
                body POSTPROX_SPAM /%s/
                score POSTPROX_SPAM 10
                add_header all Status "_YESNO_, score=_SCORE_"
                """.formatted(SPAM));
        Path site = workspace.directory("spam-site");
        workspace.file("spam-site/init.pre", "loadplugin Mail::SpamAssassin::Plugin::Check\n");
        Path spamdSocket = workspace.path("spamd.sock");
        Process spamd = run(
                workspace,
                "spamd",
                SPAMD,
                "--local",
                "--nouser-config",
                "--configpath=" + rules,
                "--siteconfigpath=" + site,
                "--helper-home-dir=" + workspace.directory("spam-home"),
                "--max-children=2",
                "--socketpath=" + spamdSocket,
                "--socketmode=0666",
                "--syslog=stderr",
                "--pidfile=" + workspace.path("spamd.pid"));
        awaitSocket(spamd, spamdSocket);
        Path socket = workspace.path("spamass.sock");
        Process milter = run(
                workspace,
                "spamass-milter",
                MILTER,
                "-p",
                socket.toString(),
                "-r",
                "8",
                "--",
                "-U",
                spamdSocket.toString());
        awaitSocket(milter, socket);
        return new SpamassMilter(spamd, milter, socket);
    }

    private static Process run(Workspace workspace, String name, String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(workspace.path(name + ".log").toFile())
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

    /** Ends spamd, and leaves the milter alone with that. */
    void killSpamd() {
        spamd.destroyForcibly();
        spamd.onExit().join();
    }

    @Override
    public void close() {
        milter.destroyForcibly();
        milter.onExit().join();
        spamd.destroy();
        spamd.onExit().join();
    }
}
