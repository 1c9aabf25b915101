package postprox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import postprox.demo.Demo;
import postprox.demo.Rehearsal;
import postprox.posix.OwnProcess;
import postprox.resident.ResidentSockets;
import postprox.trial.Trial;
import postprox.trial.TrialRequest;

/** Reads the command line, does what it says, and exits with a status of {@link Exit}. */
public final class Main {
    private Main() {}

    /** Starts the program. */
    public static void main(String[] arguments) {
        try {
            keepOffTheClient();
            List<String> bytes = bytesOf(arguments);
            System.exit((Boolean.getBoolean(Rehearsal.MARK) ? rehearse(bytes) : run(bytes, Main::halt)).status());
        } catch (IOException e) {
            System.exit(complain(Exit.SYSTEM, e).status());
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            System.exit(Exit.INTERNAL.status());
        }
    }

    /** Ends the process now: System.exit() would wait for the hook that calls this. */
    private static void halt(Exit exit) {
        Runtime.getRuntime().halt(exit.status());
    }

    /**
     * Does what a command line says.
     *
     * @param lastStep of a proxy that is told to stop
     */
    private static Exit run(List<String> arguments, Consumer<Exit> lastStep) throws IOException {
        try {
            return switch (Cli.parse(arguments)) {
                case Invocation.Print(String text) -> print(text);
                case Invocation.Proxy(Settings settings) -> serve(settings, lastStep);
                case Invocation.Try(var request) -> attempt(request);
                case Invocation.Demo(boolean serve, Path directory) -> demonstrate(serve, directory);
            };
        } catch (UsageException e) {
            ResidentSockets.forgo(arguments);
            return complain(Exit.USAGE, e);
        }
    }

    private static Exit serve(Settings settings, Consumer<Exit> lastStep) throws IOException, UsageException {
        if (settings.listen().isPresent() && isStartedForAClient()) {
            throw new UsageException("standard input is a client's connection (spawn, inetd): leave -l out");
        }
        return Background.isWanted(settings) ? Background.start(settings) : new Proxy(settings, lastStep).run();
    }

    /**
     * Whether standard input is a connection that somebody has accepted: a service that each of them started would outlive it,
     * unknown to whoever manages services. Such a connection has an address at our end. One of the pair of sockets that sshd puts
     * there has none, and a socket that listens is no connection.
     */
    private static boolean isStartedForAClient() throws IOException {
        return OwnProcess.isSocket(0)
                && System.inheritedChannel() instanceof SocketChannel channel
                && !channel.getLocalAddress().toString().isEmpty();
    }

    /**
     * Follows all command lines at once, so that one process records what several of them need. The last stays. None of them ends the
     * process while others are at work.
     */
    private static Exit rehearse(List<String> commandLines) throws IOException {
        for (String line : commandLines.subList(0, commandLines.size() - 1)) {
            Thread.ofPlatform().start(() -> {
                try {
                    Exit _ = run(List.of(line.split(" ")), _ -> {});
                } catch (IOException e) {
                    Exit _ = complain(Exit.SYSTEM, e);
                }
            });
        }
        return run(List.of(commandLines.getLast().split(" ")), _ -> {});
    }

    /** Started by spawn(8) or inetd, standard error is the client's connection, where only SMTP may be said. */
    private static void keepOffTheClient() throws IOException {
        if (OwnProcess.isSameSocket(0, 2)) {
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
    }

    private static Exit demonstrate(boolean serve, Path directory) throws IOException {
        Path script = Path.of(System.getProperty("postprox.home", "."), "examples", "demo-filter.sh");
        if (!Files.isExecutable(script)) {
            throw new IOException("the demo's filter " + script + " is not there: run ./postprox demo in a checkout");
        }
        PrintStream out = System.out;
        try (Demo demo = Demo.start(out, script, OwnProcess.environment(), directory)) {
            boolean right = demo.run();
            if (serve) {
                demo.serve();
            }
            return right ? Exit.OK : Exit.FAILURE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.OK;
        }
    }

    private static Exit print(String text) {
        return print(text, StandardCharsets.UTF_8) ? Exit.OK : Exit.SYSTEM;
    }

    private static boolean print(String text, Charset charset) {
        System.out.writeBytes(text.getBytes(charset));
        return !System.out.checkError();
    }

    private static Exit attempt(TrialRequest request) throws IOException {
        Trial.Account account = new Trial(request, OwnProcess.environment()).run(System.in);
        // One byte a character, so that what is quoted of the message leaves as it came.
        if (!print(account.text(), StandardCharsets.ISO_8859_1)) {
            return Exit.SYSTEM;
        }
        return switch (account.result()) {
            case PASSES -> Exit.OK;
            case REFUSED -> Exit.FAILURE;
            case FILTER_FAILED -> Exit.FILTER_FAILED;
        };
    }

    private static Exit complain(Exit exit, Exception reason) {
        System.err.println("postprox: " + reason.getMessage());
        return exit;
    }

    /** The arguments byte for byte; the JVM's own are decoded by a locale that may not know all bytes. */
    private static List<String> bytesOf(String[] arguments) throws IOException {
        return OwnProcess.lastArguments(arguments.length);
    }
}
