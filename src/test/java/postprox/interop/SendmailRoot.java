package postprox.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import postprox.world.Tools;
import postprox.world.Workspace;

/** A sendmail that takes all mail, also on a busy machine, and leaves it in its queue. */
final class SendmailRoot implements AutoCloseable {
    private static final String SENDMAIL = "/usr/libexec/sendmail/sendmail";

    private final PrivateRoot root;
    private final int port;
    private final Server server;

    private SendmailRoot(PrivateRoot root, int port) {
        this.root = root;
        this.port = port;
        this.server = Server.start(port, new ProcessBuilder(root.command(SENDMAIL, "-C", "/sendmail.cf", "-bD")));
    }

    static SendmailRoot in(Workspace workspace) {
        int port = Tools.freePort();
        PrivateRoot root = PrivateRoot.in(workspace, "sendmail", List.of("sendmail-bin"), List.of())
                .withLibrariesOf(SENDMAIL.substring(1))
                .file("switch", "hosts files\naliases files\n")
                .file("sendmail.cf", configuration(port));
        workspace.directory("sendmail/queue");
        // For a host whose name it cannot complete it waits a minute.
        String host = host();
        root.file("etc/hosts", "127.0.0.1 " + host + ".example.org " + host + " localhost\n");
        return new SendmailRoot(root, port);
    }

    int port() {
        return port;
    }

    /** What it knows of the messages that it has taken: the files of their envelopes. */
    List<String> envelopes() {
        try (Stream<Path> files = Files.list(root.path("queue"))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("qf"))
                    .map(SendmailRoot::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private static String configuration(int port) {
        return """
                V10/Berkeley
                O QueueDirectory=/queue
                O DeliveryMode=q
                O DaemonPortOptions=Port=%d,Addr=127.0.0.1,M=c
                O LogLevel=0
                O QueueLA=1000
                O RefuseLA=1000
                O PidFile=/sendmail.pid
                O HelpFile=/dev/null
                O ServiceSwitchFile=/switch
                O RunAsUser=root
                Troot
                DmX
                S0
                R$*\t$#hold $: $1
                S3
                S4
                Mhold, P=/bin/false, F=nlsDFMu, A=false
                Mprog, P=/bin/false, F=lsDFMu, A=false
                Mlocal, P=/bin/false, F=lsDFMu, A=false
                """.formatted(port);
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
