package postprox.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.ServiceOptions;
import postprox.config.UsageException;
import postprox.control.Asking;
import postprox.control.ControlPlace;
import postprox.json.JsonObject;
import postprox.posix.FileReason;
import postprox.posix.PathText;
import postprox.time.Watchdog;

/**
 * What the processes that run have answered to the question {@code status}.
 *
 * @param all     the answers
 * @param reasons why others gave none; of one that was killed nothing is told, unless it is the only one
 * @param isAny   whether there was any socket to ask at
 */
record Answers(List<Answer> all, List<String> reasons, boolean isAny) {
    /**
     * An answer.
     *
     * @param place the socket that it came from
     * @param line  as it came
     */
    record Answer(Path place, String line, JsonObject status) {}

    /** Asks at the socket that a command line names, or at all default places. */
    static Answers to(CommandLine line, Watchdog watchdog) throws IOException, UsageException {
        List<Path> places = places(line.usage().word(), line.configuration(), line.operands());
        List<Answer> all = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        // All at once: each may take its time, and any user can make sockets.
        Map<Path, Future<Answer>> asked = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            places.forEach(place -> asked.put(place, threads.submit(() -> ask(place, watchdog))));
        }
        for (Map.Entry<Path, Future<Answer>> one : asked.entrySet()) {
            try {
                all.add(get(one.getValue()));
            } catch (ConnectException e) {
                // A process that was killed has left its socket, as the next process there will find.
                if (places.size() == 1) {
                    reasons.add(one.getKey() + ": its process has ended");
                }
            } catch (IOException e) {
                reasons.add(one.getKey() + ": " + FileReason.of(e));
            }
        }
        return new Answers(all, reasons, !places.isEmpty());
    }

    private static Answer get(Future<Answer> asked) throws IOException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException reason) {
                throw reason;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /**
     * Asks one process.
     *
     * @throws IOException if it does not answer, or not with a status
     */
    static Answer ask(Path place, Watchdog watchdog) throws IOException {
        String line = Asking.ask(place, "status", watchdog);
        Optional<JsonObject> status = JsonObject.read(line);
        if (status.isEmpty() || !status.get().text("error").isEmpty()) {
            throw new IOException("it answers something else than a status");
        }
        return new Answer(place, line, status.get());
    }

    private static List<Path> places(String command, Configuration configuration, List<String> operands)
            throws IOException, UsageException {
        if (operands.size() > 1) {
            throw new UsageException(command + " takes one PATH, that of a control socket, not '"
                    + String.join("' and '", operands) + "'");
        }
        if (!operands.isEmpty()) {
            try {
                return List.of(PathText.path(operands.getFirst()));
            } catch (InvalidPathException e) {
                throw new UsageException(
                        command + ": the path '" + operands.getFirst() + "' cannot be used in this locale");
            }
        }
        Optional<Path> named = configuration.isGiven(ServiceOptions.CONTROL)
                ? configuration.get(ServiceOptions.CONTROL)
                : Optional.empty();
        return named.isPresent() ? List.of(named.get()) : ControlPlace.all();
    }

    /** Ends waits for processes that do not answer. */
    static Watchdog watchdog() {
        return Watchdog.start(mistake -> System.err.println("postprox: " + mistake));
    }

    /** Tells who asks that nobody answers, and what to do. */
    void tellNobody() {
        for (String reason : reasons) {
            System.err.println("postprox: " + Shown.text(reason));
        }
        System.err.println(
                isAny
                        ? "postprox: no process of postprox answers; start it, or ask it as its user or as root"
                        : "postprox: no process of postprox can be asked. Under Postfix one runs for a while after each message."
                                + " Another user's process is asked as that user or as root; one with --control PATH by"
                                + " postprox status PATH");
    }
}
