package postprox.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import postprox.config.NewOptions.Language;
import postprox.config.NewOptions.Task;
import postprox.config.UsageException;
import postprox.posix.FileReason;
import postprox.posix.PathText;
import postprox.run.Exit;

/**
 * Writes a filter for {@code -c}, and messages beside it to try it on.
 *
 * @param language the language of the filter
 * @param task     what it does
 */
record NewFilter(Language language, Task task) {
    private static final String MESSAGES = "tests";

    /** Writes the files. Nothing that is there is overwritten: with the filter nothing is written, and a message stays as it is. */
    Exit write(Path filter) throws IOException, UsageException {
        NewFile.refuseIfThere(filter);
        Path messages = filter.resolveSibling(MESSAGES);
        String text = Texts.example(directory() + "filter." + ending());
        NewFile.write(filter, text, NewFile.EXECUTABLE);
        makeDirectory(messages);
        List<String> written = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (String name : names()) {
            Path message = messages.resolve(name + ".eml");
            if (NewFile.isThere(message)) {
                kept.add(name);
            } else {
                NewFile.write(message, Texts.example(directory() + name + ".eml"), NewFile.PLAIN);
                written.add(name);
            }
        }
        return Output.printBytes(told(filter, text.lines().count(), messages, written, kept));
    }

    private static String told(Path filter, long lines, Path messages, List<String> written, List<String> kept) {
        String beside = PathText.of(messages) + "/";
        return "wrote " + PathText.of(filter) + " (" + lines + " lines)"
                + (written.isEmpty() ? "" : " and " + beside + all(written)) + "\n"
                + (kept.isEmpty() ? "" : "kept " + beside + all(kept) + " as it was\n")
                + "next: postprox try --watch " + PathText.of(filter) + " " + PathText.of(messages) + "\n";
    }

    private static String all(List<String> names) {
        return (names.size() == 1 ? names.getFirst() : "{" + String.join(",", names) + "}") + ".eml";
    }

    private static void makeDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // If it is no directory, the first message says so.
        } catch (IOException e) {
            throw new IOException("cannot write " + PathText.of(directory) + ": " + FileReason.of(e), e);
        }
    }

    /** The names of the task's messages. */
    private List<String> names() {
        return switch (task) {
            case REFUSE_WORD -> List.of("clean", "refuse");
            case TAG_EXTERNAL -> List.of("tagged", "external");
            case ATTACHMENTS -> List.of("document", "program");
            case PASS_ALL -> List.of("clean");
        };
    }

    private String directory() {
        return switch (task) {
            case REFUSE_WORD -> "new/refuse-word/";
            case TAG_EXTERNAL -> "new/tag-external/";
            case ATTACHMENTS -> "new/attachments/";
            case PASS_ALL -> "new/pass-all/";
        };
    }

    private String ending() {
        return switch (language) {
            case SH -> "sh";
            case PYTHON -> "py";
            case PERL -> "pl";
            case JAVA -> throw new IllegalStateException("a filter in Java is a worker");
        };
    }
}
