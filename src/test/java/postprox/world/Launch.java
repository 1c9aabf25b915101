package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the real program is started. Its environment is what Postfix's spawn(8) leaves: a PATH and nothing else.
 *
 * @param launcher    the program's file
 * @param arguments   its arguments
 * @param environment what is added to a PATH
 * @param directory   where it is started
 * @param user        who runs it
 * @param limits      the command that limits what it may take, in front of it
 */
public record Launch(
        Path launcher,
        List<String> arguments,
        Map<String, String> environment,
        Path directory,
        String user,
        List<String> limits) {
    private static final String PRLIMIT = Tools.require("/usr/bin/prlimit", "util-linux");
    private static final String SETPRIV = Tools.require("/usr/bin/setpriv", "util-linux");

    /** An installation's program, started by root in the root directory. */
    public static Launch of(Installation installation, String... arguments) {
        return new Launch(installation.launcher(), List.of(arguments), Map.of(), Path.of("/"), "root", List.of());
    }

    /** With a limit of the kernel's, as an option of prlimit(1). */
    Launch limited(String limit) {
        return new Launch(launcher, arguments, environment, directory, user, List.of(PRLIMIT, limit));
    }

    public Launch with(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new Launch(launcher, List.copyOf(all), environment, directory, user, limits);
    }

    Launch environment(String name, String value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(name, value);
        return new Launch(launcher, arguments, Map.copyOf(all), directory, user, limits);
    }

    /** With more options for its JVM. */
    Launch jvm(String options) {
        return environment("POSTPROX_JAVA_OPTIONS", options);
    }

    Launch in(Path other) {
        return new Launch(launcher, arguments, environment, other, user, limits);
    }

    /** With a program that starts ours. */
    Launch launcher(Path other) {
        return new Launch(other, arguments, environment, directory, user, limits);
    }

    public Launch as(String other) {
        return new Launch(launcher, arguments, environment, directory, other, limits);
    }

    /** Starts it with a pipe for each of descriptors 0, 1 and 2. */
    Program onPipes() {
        Process process = start(List.of());
        return new Program(process, SmtpClient.over(process));
    }

    /** Starts it with one socket for descriptors 0, 1 and 2. */
    Program onOneSocket() {
        try (ServerSocket listener = new ServerSocket(0, 1, Tools.LOOPBACK)) {
            listener.setSoTimeout(Patience.MILLIS);
            Process process = start(onSocket("connect", Integer.toString(listener.getLocalPort())));
            return new Program(process, SmtpClient.over(listener.accept()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it with a socket that listens on a port of 127.0.0.1 as descriptor 0. */
    Program listeningOn(int port) {
        Process process = start(onSocket("tcp", Integer.toString(port)));
        return new Program(process, SmtpClient.over(process));
    }

    /** Starts it with a socket that listens at a path as descriptor 0. */
    Program listeningAt(Path path) {
        Process process = start(onSocket("unix", path.toString()));
        return new Program(process, SmtpClient.over(process));
    }

    private static List<String> onSocket(String how, String where) {
        return List.of(Tools.PYTHON, "-I", "-S", Tools.resource("on-socket.py"), how, where);
    }

    private Process start(List<String> before) {
        List<String> command = new ArrayList<>(before);
        if (!user.equals("root")) {
            command.addAll(List.of(SETPRIV, "--reuid=" + user, "--regid=nogroup", "--clear-groups"));
        }
        command.addAll(limits);
        command.add(launcher.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
