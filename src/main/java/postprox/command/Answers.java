package postprox.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    /** Any user can make sockets where root looks for them, and each may take seconds and megabytes. */
    private static final int MOST = 50;

    /**
     * An answer.
     *
     * @param place the socket that it came from
     * @param user  the user whose process it is, by the kernel
     * @param line  as it came
     */
    record Answer(Path place, String user, String line, JsonObject status) {
        private boolean isNewerThan(Answer other) {
            return isResidentOf(status.text("config"), hop())
                    && other.isResidentOf(status.text("config"), hop())
                    && user.equals(other.user)
                    && Shown.instant(other.status, "started").isBefore(Shown.instant(status, "started"));
        }

        private boolean isResidentOf(String config, String hop) {
            return status.text("mode").equals("resident")
                    && !config.isEmpty()
                    && status.text("config").equals(config)
                    && hop().equals(hop);
        }

        private String hop() {
            return status.object("next_hop").text("place");
        }
    }

    /** What came of a question: an answer, or why there is none; neither of a process that has ended. */
    private record Outcome(Optional<Answer> answer, Optional<String> reason) {}

    /**
     * Whether a resident process gets no more sessions: after a change of its configuration file, the next session starts another process of
     * the same user, and the former one ends when it has been idle.
     */
    boolean isReplaced(Answer old) {
        return all.stream().anyMatch(other -> other.isNewerThan(old));
    }

    /** Asks at the socket that a command line names, or at all default places. */
    static Answers to(CommandLine line, Watchdog watchdog) throws IOException, UsageException {
        List<Path> places = places(line.usage().word(), line.configuration(), line.operands());
        List<Answer> all = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Outcome outcome : outcomes(places.subList(0, Math.min(MOST, places.size())), watchdog)) {
            outcome.answer().ifPresent(all::add);
            outcome.reason().ifPresent(reasons::add);
        }
        if (places.size() == 1 && all.isEmpty() && reasons.isEmpty()) {
            boolean isThere = Files.exists(places.getFirst(), LinkOption.NOFOLLOW_LINKS);
            reasons.add(places.getFirst() + (isThere ? ": its process has ended" : ": there is no such socket"));
        }
        if (places.size() > MOST) {
            reasons.add((places.size() - MOST) + " more sockets were not asked at; name one: "
                    + line.usage().word() + " PATH");
        }
        return new Answers(all, reasons, !places.isEmpty());
    }

    /** Asks at all of them at the same time, so that those that do not answer take no longer than one. */
    private static List<Outcome> outcomes(List<Path> places, Watchdog watchdog) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Outcome>> questions = new ArrayList<>();
            places.forEach(place -> questions.add(() -> outcome(place, watchdog)));
            for (Future<Outcome> asked : threads.invokeAll(questions)) {
                outcomes.add(asked.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        return outcomes;
    }

    private static Outcome outcome(Path place, Watchdog watchdog) {
        try {
            return new Outcome(Optional.of(ask(place, watchdog)), Optional.empty());
        } catch (ConnectException e) {
            // A process that was killed has left its socket, as the next process there will find.
            return new Outcome(Optional.empty(), Optional.empty());
        } catch (IOException e) {
            return new Outcome(Optional.empty(), Optional.of(place + ": " + FileReason.of(e)));
        }
    }

    /**
     * Asks one process.
     *
     * @throws IOException if it does not answer, or not with a status
     */
    static Answer ask(Path place, Watchdog watchdog) throws IOException {
        Asking.Heard heard = Asking.ask(place, "status", watchdog);
        Optional<JsonObject> status = JsonObject.read(heard.line());
        if (status.isEmpty() || !status.get().text("error").isEmpty()) {
            throw new IOException("it answers something else than a status");
        }
        return new Answer(place, heard.user(), heard.line(), status.get());
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

    /** Tells who asks why others gave no answer. */
    void tellReasons() {
        for (String reason : reasons) {
            System.err.println("postprox: " + Shown.text(reason));
        }
    }

    /** Tells who asks that nobody answers, and what to do. */
    void tellNobody() {
        tellReasons();
        System.err.println(
                isAny
                        ? "postprox: no process of postprox answers; start it, or ask it as its user or as root"
                        : "postprox: no process of postprox can be asked. Under Postfix one runs for a while after each message."
                                + " Another user's process is asked as that user or as root; one with --control PATH by"
                                + " postprox status PATH");
    }
}
