package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A process of a user's that listens on a Unix socket and says nothing to anybody. */
record SilentListener(Path socket, Process process) implements AutoCloseable {
    static SilentListener in(Workspace workspace, String user) {
        Path socket = workspace.openDirectory("silent").resolve("socket");
        try {
            Process process = new ProcessBuilder(
                            "setpriv",
                            "--reuid=" + user,
                            "--regid=nogroup",
                            "--clear-groups",
                            "--",
                            Tools.PYTHON,
                            "-I",
                            "-S",
                            Tools.resource("silent-listener.py"),
                            socket.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Lines.of(process.getInputStream()).await("^ready$");
            return new SilentListener(socket, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
