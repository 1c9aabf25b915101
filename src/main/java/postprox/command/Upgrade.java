package postprox.command;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.UsageException;
import postprox.config.WatchOptions;
import postprox.control.Asking;
import postprox.json.JsonObject;
import postprox.posix.FileReason;
import postprox.posix.PathText;
import postprox.run.Exit;
import postprox.time.Watchdog;

/**
 * {@code postprox upgrade}: has a process that listens hand its socket over to a process of this program, with the same command line and
 * the configuration file as it is now.
 */
final class Upgrade implements Command {
    /** Longer than a process waits for its successor. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        Watchdog watchdog = Answers.watchdog();
        Answers answers = Answers.to(line, watchdog);
        List<Answers.Answer> listening =
                answers.all().stream().filter(Upgrade::isListening).toList();
        Configuration given = line.configuration();
        if (given.isGiven(WatchOptions.PID)) {
            String pid = given.get(WatchOptions.PID).toString();
            listening =
                    listening.stream().filter(answer -> pid(answer).equals(pid)).toList();
        }
        if (listening.isEmpty()) {
            return tellNobody(answers, given.isGiven(WatchOptions.PID));
        }
        if (listening.size() > 1) {
            throw new UsageException("several processes listen; choose one by --pid N: "
                    + String.join(
                            "; ", listening.stream().map(Upgrade::described).toList()));
        }
        return replace(listening.getFirst(), watchdog);
    }

    /** Whether a process listens that has not handed over yet. Residents end by themselves. */
    private static boolean isListening(Answers.Answer answer) {
        return answer.status().text("mode").equals("listening")
                && !answer.status().text("phase").equals("yielding");
    }

    private static Exit tellNobody(Answers answers, boolean hasPid) throws IOException {
        if (answers.all().isEmpty()) {
            answers.tellNobody();
            return Exit.SYSTEM;
        }
        if (hasPid) {
            answers.tellReasons();
            System.err.println("postprox: no such process listens; postprox status names those that do");
            return Exit.SYSTEM;
        }
        return Output.print(
                "Nothing is to be done: no process listens. Resident processes need no upgrade: the next session starts"
                        + " one of this program, and those of another program end when they are idle.\n");
    }

    private static Exit replace(Answers.Answer old, Watchdog watchdog) throws IOException {
        JsonObject answer = ask(old, watchdog);
        long successor = answer.whole("successor");
        String reason = answer.text("error").isEmpty() ? answer.text("failed") : answer.text("error");
        if (successor > 0 && reason.isEmpty()) {
            return Output.printBytes(Shown.text("process " + successor + " (" + answer.text("version")
                            + ") serves in place of " + described(old))
                    + "\nprocess " + Shown.text(pid(old)) + " finishes the sessions that it has, and ends by itself\n");
        }
        if (!answer.text("error").isEmpty()) {
            reason = "it cannot hand over: its version is too old (" + reason + "); restart it";
        }
        for (String one :
                (described(old) + " goes on as before: " + reason).lines().toList()) {
            System.err.println("postprox: " + Shown.text(one));
        }
        return Exit.FAILURE;
    }

    private static JsonObject ask(Answers.Answer old, Watchdog watchdog) throws IOException {
        try {
            Asking.Heard heard = Asking.ask(old.place(), "upgrade", Map.of("program", program()), PATIENCE, watchdog);
            Optional<JsonObject> answer = JsonObject.read(heard.line());
            return answer.orElseThrow(() -> new IOException("it answers something else than expected"));
        } catch (ConnectException e) {
            throw new IOException(described(old) + " has ended meanwhile", e);
        } catch (IOException e) {
            throw new IOException(
                    described(old) + " does not say what became of it: " + FileReason.of(e) + "; see postprox status",
                    e);
        }
    }

    /** The launcher of this program, one byte a character. */
    private static String program() throws IOException {
        Path home = Path.of(System.getProperty("postprox.home", "/")).toAbsolutePath();
        for (String name : List.of("launcher", "postprox")) {
            if (Files.isExecutable(home.resolve(name))) {
                return PathText.of(home.resolve(name));
            }
        }
        throw new IOException("no launcher in " + home);
    }

    private static String pid(Answers.Answer answer) {
        return Long.toString(answer.status().whole("pid"));
    }

    private static String described(Answers.Answer answer) {
        return "process " + pid(answer) + " (" + answer.status().text("version") + ", user " + answer.user() + ", "
                + answer.status().text("place") + ")";
    }
}
