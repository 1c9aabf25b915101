package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A syslog daemon on a socket of its own, for {@code --log syslog:PATH}. */
final class SyslogReceiver implements AutoCloseable {
    private final Path socket;
    private final Process process;
    private final Lines lines;

    private SyslogReceiver(Path socket, Process process) {
        this.socket = socket;
        this.process = process;
        this.lines = Lines.of(process.getInputStream());
    }

    static SyslogReceiver in(Workspace workspace) {
        return start("syslog-receiver.py", workspace.path("log"));
    }

    /** One that has stopped reading, with a full queue: whoever waits for room in it waits for ever. */
    static SyslogReceiver deafIn(Workspace workspace) {
        return start("deaf-syslog.py", workspace.path("deaf-log"));
    }

    private static SyslogReceiver start(String program, Path socket) {
        try {
            Process process = new ProcessBuilder(Tools.PYTHON, "-I", "-S", Tools.resource(program), socket.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            SyslogReceiver receiver = new SyslogReceiver(socket, process);
            receiver.lines.await("^ready$");
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the option --log takes. */
    String target() {
        return "syslog:" + socket;
    }

    Lines lines() {
        return lines;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
