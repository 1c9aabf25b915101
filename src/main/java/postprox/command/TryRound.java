package postprox.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.posix.FileReason;
import postprox.run.Exit;
import postprox.trial.Account;
import postprox.trial.Line;
import postprox.trial.Result;
import postprox.trial.TerminalText;
import postprox.trial.Trial;

/** One round of trials: each message once, and a line for each as soon as its result is there. Not thread-safe. */
final class TryRound {
    private static final String CHANGED = "<- changed by your last save";

    private static final int GAP = 3;

    private final List<Path> files;
    private final boolean full;
    private final Map<Path, Line> before;
    private final Map<Path, Line> lines = new LinkedHashMap<>();

    /** Makes a round of messages; {@code full} has the whole report of each printed. */
    TryRound(List<Path> files, boolean full) {
        this(files, full, Map.of());
    }

    /**
     * Makes a round that marks what has changed.
     *
     * @param before the results of the round before
     */
    TryRound(List<Path> files, boolean full, Map<Path, Line> before) {
        this.files = files;
        this.full = full;
        this.before = before;
    }

    /** The exit status for the result of one message. */
    static Exit exit(Result result) {
        return switch (result) {
            case PASSES -> Exit.OK;
            case REFUSED -> Exit.FAILURE;
            case FILTER_FAILED -> Exit.FILTER_FAILED;
        };
    }

    /** Runs all trials. Returns the worst of their exit statuses. */
    Exit run(Trial trial) throws IOException {
        List<String> names =
                TryOperands.names(files).stream().map(TerminalText::shown).toList();
        int width = GAP + names.stream().mapToInt(String::length).max().orElse(0);
        Exit worst = Exit.OK;
        for (int i = 0; i < files.size(); i++) {
            Exit exit = one(trial, files.get(i), names.get(i), width);
            worst = exit.status() > worst.status() ? exit : worst;
        }
        return worst;
    }

    /** The results, by the messages' files. */
    Map<Path, Line> lines() {
        return lines;
    }

    private Exit one(Trial trial, Path file, String name, int width) throws IOException {
        Account account;
        try (InputStream message = Files.newInputStream(file)) {
            account = trial.run(message);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            Line line = new Line("NOT TRIED", FileReason.of(e), Duration.ZERO, List.of());
            print(file, name, width, line, "");
            return Exit.SYSTEM;
        }
        print(file, name, width, account.line(), full ? account.text() : "");
        return exit(account.result());
    }

    private void print(Path file, String name, int width, Line line, String report) throws IOException {
        Optional<Line> last = Optional.ofNullable(before.get(file));
        boolean hasChanged = last.isPresent() && !last.get().isSame(line);
        lines.put(file, line);
        Exit _ = Output.printBytes(
                line.shown(name, width, hasChanged ? CHANGED : "") + (report.isEmpty() ? "" : "\n" + report + "\n"));
    }
}
