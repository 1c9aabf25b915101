package postprox.command;

import static postprox.config.TrialOptions.ACCOUNT;
import static postprox.config.TrialOptions.AS;
import static postprox.config.TrialOptions.WATCH;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.FilterOptions;
import postprox.config.ServiceOptions;
import postprox.config.UsageException;
import postprox.posix.OwnProcess;
import postprox.posix.PathText;
import postprox.trial.Account;
import postprox.trial.Progress;
import postprox.trial.Trial;

/**
 * Trials by another process of this program, which belongs to the user that {@code user=} in master.cf would name. So all that a filter
 * of any kind may do, from a script to the socket of a scanner, is what it may do there. Messages come through a pipe, so that they may
 * be readable for root alone, and nothing lies about for that user.
 */
final class TrialAsUser implements Trial {
    private static final String SETPRIV = "/usr/bin/setpriv";

    /** The umask of Postfix's processes, which those of spawn(8) inherit (master(8)). */
    private static final String WITH_UMASK = "umask 077; exec \"$@\"";

    /** A program in a session of its own has no terminal, as under spawn(8). It could type into that of its caller (TIOCSTI), who is root. */
    private static final String SETSID = "/usr/bin/setsid";

    private static final int MOST_OUTPUT = 64 << 20;
    private static final int MOST_ERRORS = 1 << 20;

    private final SpawnUser user;
    private final List<String> command;
    private final SpawnSurroundings surroundings;
    private final Duration timeout;

    private TrialAsUser(SpawnUser user, List<String> command, SpawnSurroundings surroundings, Duration timeout) {
        this.user = user;
        this.command = command;
        this.surroundings = surroundings;
        this.timeout = timeout;
    }

    /**
     * Makes trials.
     *
     * @param name USER or USER:GROUP
     * @param line the command line, of which the other process gets the same options
     */
    static TrialAsUser of(String name, CommandLine line, Configuration configuration)
            throws IOException, UsageException {
        if (OwnProcess.user() != 0) {
            throw new UsageException(
                    "--as needs root: call this by sudo, or leave --as out and run it as the user who is to run the filter");
        }
        if (!Files.isExecutable(Path.of(SETPRIV))) {
            throw new UsageException("--as needs " + SETPRIV + "; install util-linux");
        }
        SpawnUser user = SpawnUser.of(name);
        List<String> command = new ArrayList<>(List.of(SETSID, "/bin/sh", "-c", WITH_UMASK, "sh", SETPRIV));
        command.addAll(user.options());
        command.add("--");
        command.addAll(ownProgram());
        command.add("try");
        for (String argument :
                withAbsoluteFile(line).argumentsWithout(List.of(AS, WATCH, ServiceOptions.VERBOSE, ACCOUNT))) {
            command.add(PathText.text(argument)
                    .orElseThrow(() -> new UsageException(
                            "try --as: '" + argument + "' cannot be passed on in this locale; set LC_ALL=C.UTF-8")));
        }
        command.addAll(List.of("--" + ACCOUNT.name(), TryOperands.STANDARD_INPUT));
        return new TrialAsUser(user, command, SpawnSurroundings.ofPostfix(), configuration.get(FilterOptions.TIMEOUT));
    }

    /** The other process has another directory. */
    private static CommandLine withAbsoluteFile(CommandLine line) throws UsageException {
        if (!line.has(ServiceOptions.CONFIG_FILE)) {
            return line;
        }
        Path file = TryOperands.path(line.texts(ServiceOptions.CONFIG_FILE).getLast());
        return line.with(ServiceOptions.CONFIG_FILE, PathText.of(file.toAbsolutePath()));
    }

    /** This program's own command line up to the name of its jar. */
    private static List<String> ownProgram() throws IOException {
        List<String> own = OwnProcess.commandLine();
        int jar = own.indexOf("-jar");
        List<String> program = new ArrayList<>();
        program.add(OwnProcess.executable());
        program.addAll(own.subList(1, jar + 2));
        return program.stream()
                .map(argument -> PathText.text(argument).orElse(argument))
                .toList();
    }

    @Override
    public Account run(InputStream content) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(surroundings.directory().toFile());
        builder.environment().clear();
        builder.environment().putAll(surroundings.environment());
        Process process = builder.start();
        Thread hook = new Thread(() -> end(process));
        Runtime.getRuntime().addShutdownHook(hook);
        try (Progress _ = Progress.of(timeout)) {
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            Thread pump = Thread.ofVirtual().start(() -> pass(content, process));
            Thread listener = Thread.ofVirtual().start(() -> collect(process.getErrorStream(), errors));
            // The filter has the same user as that process, and may have it say anything, without end.
            byte[] printed = process.getInputStream().readNBytes(MOST_OUTPUT);
            if (printed.length == MOST_OUTPUT) {
                throw new IOException(
                        "as the user " + user.name() + ": postprox says more than " + MOST_OUTPUT + " bytes");
            }
            int status = process.waitFor();
            listener.join();
            pump.interrupt();
            String said = errors.toString(StandardCharsets.UTF_8);
            Account account = Account.decoded(new String(printed, StandardCharsets.ISO_8859_1))
                    .orElseThrow(() -> new IOException(complaint(said, status)));
            // What became of workers and servers, line by line, in the log's printable words.
            said.lines().map(Shown::characters).forEach(System.err::println);
            return account;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
            forget(hook);
        }
    }

    /** Has the other process remove its files and end its filter, and waits for that. */
    private static void end(Process process) {
        process.destroy();
        try {
            int _ = process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running.
        }
    }

    private static void pass(InputStream content, Process process) {
        try (OutputStream input = process.getOutputStream()) {
            content.transferTo(input);
        } catch (IOException e) {
            // The other process has heard enough, or has ended, and says why.
        }
    }

    private static void collect(InputStream errors, ByteArrayOutputStream collected) {
        try (errors) {
            collected.write(errors.readNBytes(MOST_ERRORS));
            errors.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The process has ended.
        }
    }

    private String complaint(String errors, int status) {
        String said = errors.strip().replaceFirst("^postprox: ", "");
        return "as the user " + user.name() + ": " + (said.isEmpty() ? "exit status " + status : said)
                + (said.startsWith("setpriv:")
                        ? "; that user cannot run postprox itself, under Postfix neither: chmod -R go+rX its directory"
                        : "");
    }
}
