package postprox.command;

import static postprox.config.WatchOptions.JSON;

import java.io.IOException;
import postprox.config.CommandLine;
import postprox.config.UsageException;
import postprox.run.Exit;

/** {@code postprox status}: asks the processes that run how they are. */
final class Status implements Command {
    private static final String REPLACED =
            "replaced    its configuration file has changed: a newer process has the new sessions, this one ends by itself\n";

    private static final String YIELDS =
            "yields      another process has the new clients, this one serves those that it has and ends by itself\n";

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        Answers answers = Answers.to(line, Answers.watchdog());
        if (answers.all().isEmpty()) {
            answers.tellNobody();
            return Exit.SYSTEM;
        }
        return line.configuration().get(JSON) ? printJson(answers) : printScreens(answers);
    }

    private static Exit printJson(Answers answers) throws IOException {
        StringBuilder lines = new StringBuilder();
        boolean isWell = answers.reasons().isEmpty();
        for (Answers.Answer answer : answers.all()) {
            lines.append(Shown.text(answer.line().strip())).append('\n');
            isWell &=
                    new StatusScreen(answer.status(), answer.user()).attention().isEmpty();
        }
        Exit _ = Output.printBytes(lines.toString());
        answers.tellReasons();
        return isWell ? Exit.OK : Exit.FAILURE;
    }

    private static Exit printScreens(Answers answers) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean isWell = answers.reasons().isEmpty();
        for (Answers.Answer answer : answers.all()) {
            StatusScreen screen = new StatusScreen(answer.status(), answer.user());
            text.append(text.isEmpty() ? "" : "\n").append(screen.text());
            if (answers.isReplaced(answer)) {
                text.append(REPLACED);
            }
            if (answer.status().text("phase").equals("yielding")) {
                text.append(YIELDS);
            }
            isWell &= screen.attention().isEmpty();
        }
        for (String reason : answers.reasons()) {
            text.append("no answer   ").append(Shown.text(reason)).append('\n');
        }
        Exit _ = Output.printBytes(text.toString());
        return isWell ? Exit.OK : Exit.FAILURE;
    }
}
