package postprox.command;

import static postprox.config.WatchOptions.JSON;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.ServiceOptions;
import postprox.config.UsageException;
import postprox.control.Asking;
import postprox.control.ControlPlace;
import postprox.json.JsonObject;
import postprox.posix.FileReason;
import postprox.posix.PathText;
import postprox.run.Exit;
import postprox.time.Watchdog;

/** {@code postprox status}: asks the processes that run how they are. */
final class Status implements Command {
    /** An answer, and where it came from. */
    private record Answer(Path place, String line, JsonObject status) {}

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        Configuration configuration = line.configuration();
        if (line.operands().size() > 1) {
            throw new UsageException("status takes one PATH, that of a control socket, not '"
                    + String.join("' and '", line.operands()) + "'");
        }
        List<Path> places = places(configuration, line.operands());
        List<String> reasons = new ArrayList<>();
        List<Answer> answers = answers(places, reasons);
        if (answers.isEmpty()) {
            return nobody(places, reasons);
        }
        return configuration.get(JSON) ? printJson(answers) : printScreens(answers, reasons);
    }

    private static List<Path> places(Configuration configuration, List<String> operands)
            throws IOException, UsageException {
        if (!operands.isEmpty()) {
            try {
                return List.of(PathText.path(operands.getFirst()));
            } catch (InvalidPathException e) {
                throw new UsageException(
                        "status: the path '" + operands.getFirst() + "' cannot be used in this locale");
            }
        }
        Optional<Path> named = configuration.isGiven(ServiceOptions.CONTROL)
                ? configuration.get(ServiceOptions.CONTROL)
                : Optional.empty();
        return named.isPresent() ? List.of(named.get()) : ControlPlace.all();
    }

    private static List<Answer> answers(List<Path> places, List<String> reasons) {
        Watchdog watchdog = Watchdog.start(e -> System.err.println("postprox: " + e));
        List<Answer> answers = new ArrayList<>();
        for (Path place : places) {
            try {
                String line = Asking.ask(place, "status", watchdog);
                Optional<JsonObject> status = JsonObject.read(line);
                if (status.isEmpty() || !status.get().text("error").isEmpty()) {
                    reasons.add(place + ": it answers something else than a status");
                } else {
                    answers.add(new Answer(place, line, status.get()));
                }
            } catch (ConnectException e) {
                // A process that was killed has left its socket, as the next process there will find.
                if (places.size() == 1) {
                    reasons.add(place + ": its process has ended");
                }
            } catch (IOException e) {
                reasons.add(place + ": " + FileReason.of(e));
            }
        }
        return answers;
    }

    /** Nobody answers, and who asks is told what to do. */
    private static Exit nobody(List<Path> places, List<String> reasons) {
        for (String reason : reasons) {
            System.err.println("postprox: " + Shown.text(reason));
        }
        System.err.println(
                places.isEmpty()
                        ? "postprox: no process of postprox can be asked. Under Postfix one runs for a while after each message."
                                + " Another user's process is asked as that user or as root; one with --control PATH by"
                                + " postprox status PATH"
                        : "postprox: no process of postprox answers; start it, or ask it as its user or as root");
        return Exit.SYSTEM;
    }

    private static Exit printJson(List<Answer> answers) throws IOException {
        StringBuilder lines = new StringBuilder();
        boolean isWell = true;
        for (Answer answer : answers) {
            lines.append(Shown.text(answer.line().strip())).append('\n');
            isWell &= new StatusScreen(answer.status()).attention().isEmpty();
        }
        Exit _ = Output.printBytes(lines.toString());
        return isWell ? Exit.OK : Exit.FAILURE;
    }

    private static Exit printScreens(List<Answer> answers, List<String> reasons) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean isWell = reasons.isEmpty();
        for (Answer answer : answers) {
            StatusScreen screen = new StatusScreen(answer.status());
            text.append(text.isEmpty() ? "" : "\n").append(screen.text());
            isWell &= screen.attention().isEmpty();
        }
        for (String reason : reasons) {
            text.append("no answer   ").append(Shown.text(reason)).append('\n');
        }
        Exit _ = Output.printBytes(text.toString());
        return isWell ? Exit.OK : Exit.FAILURE;
    }
}
