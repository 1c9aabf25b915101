package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as a service in the background, with a syslog daemon of its own; ended when this is closed, if it was started. */
final class BackgroundService implements AutoCloseable {
    static final String NO_FILTER = "postprox: warning: there is no filter (-c): all messages pass\n";
    static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";

    private final Site site = new Site();
    private final Path pidFile = site.workspace().path("postprox.pid");
    private final SyslogReceiver syslog = SyslogReceiver.in(site.workspace());
    private final int port = Tools.freePort();

    Site site() {
        return site;
    }

    Path pidFile() {
        return pidFile;
    }

    SyslogReceiver syslog() {
        return syslog;
    }

    /** Where it listens, if it is told to. */
    int port() {
        return port;
    }

    /** Runs the command that starts it, with its pid file; returns what that said. */
    Tools.Result start(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--pidfile", pidFile.toString()));
        all.addAll(List.of(arguments));
        return run(all);
    }

    /** The same without a pid file. */
    Tools.Result run(List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(site.installation().launcher().toString(), site.sink().place(), "-v"));
        command.addAll(List.of("-d", site.spool().toString(), "--log", syslog.target()));
        command.addAll(arguments);
        return Tools.attempt(command);
    }

    /** The process that the pid file names. */
    ProcessHandle process() {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether nobody listens on its port. */
    boolean isRefused() {
        try (SmtpClient client = SmtpClient.connectSilently(port)) {
            return client.rest().isEmpty();
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            if (Files.exists(pidFile)) {
                ProcessHandle process = process();
                boolean _ = process.destroy();
                Residents.awaitEnd(List.of(process));
            }
        } finally {
            syslog.close();
            site.close();
        }
    }
}
