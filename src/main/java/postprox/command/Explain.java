package postprox.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.UsageException;
import postprox.explain.Entry;
import postprox.explain.Page;
import postprox.json.JsonObject;
import postprox.run.Exit;

/** {@code postprox explain}: what a line of the log or a reply means, or the story of a message. */
final class Explain implements Command {
    private static final int MAX_INPUT = 64 * 1024;
    private static final String STANDARD_INPUT = "-";

    /** The shortest queue ids of Postfix have so many characters. */
    private static final int SHORTEST_ID = 5;

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        String text = text(line.operands());
        if (text.isBlank()) {
            throw new UsageException("explain needs a line of the log or a reply, in quotation marks, or - for standard"
                    + " input; or the queue id of a message");
        }
        if (mayBeId(text)) {
            Optional<Path> log = JsonLogs.find(JsonLogs.configuration(line));
            Optional<String> story = log.isPresent() ? MessageStory.find(log.get(), text) : Optional.empty();
            if (story.isPresent()) {
                return Output.printBytes(story.get());
            }
            if (hasDigit(text) && Page.read().find(text).isEmpty()) {
                return Output.complain(
                        Exit.FAILURE,
                        new IOException(log.map(file -> "nothing in " + file + " has the id " + Shown.text(text))
                                .orElse("the story of a message is in a log in JSON, and none is known: --config FILE"
                                        + " names one")));
            }
        }
        return explain(words(text), line);
    }

    private static String text(List<String> operands) throws IOException {
        if (operands.equals(List.of(STANDARD_INPUT))) {
            return new String(System.in.readNBytes(MAX_INPUT), StandardCharsets.UTF_8).strip();
        }
        // A line may come without quotation marks.
        String bytes = String.join(" ", operands);
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
    }

    /**
     * Whether a text can be the id of a session or of a message in Postfix's queue. One in twenty has no digit, as words have none, which
     * are looked for in the page first.
     */
    private static boolean mayBeId(String text) {
        return text.length() >= SHORTEST_ID
                && text.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c))
                && (hasDigit(text) || Page.read().find(text).isEmpty());
    }

    private static boolean hasDigit(String text) {
        return text.chars().anyMatch(Character::isDigit);
    }

    /** The words of a line of the log in JSON, or the line itself. */
    private static String words(String line) {
        return JsonObject.read(line).map(EventWording::of).orElseGet(() -> ScreenWording.of(line));
    }

    private static Exit explain(String words, CommandLine line) throws IOException {
        Page page = Page.read();
        List<Entry> found = page.find(words);
        if (!found.isEmpty()) {
            StringBuilder text = new StringBuilder();
            found.forEach(entry -> text.append(text.isEmpty() ? "" : "\n").append(EntryText.of(entry, words)));
            return Output.print(text.toString());
        }
        Optional<String> author = author(words, line);
        if (author.isPresent()) {
            return Output.printBytes(author.get());
        }
        Exit _ = Output.print(Author.ofOther(words).orElseGet(() -> nearest(page, words)));
        return Exit.FAILURE;
    }

    /** Who refused a message in these words. Without a log that can be read nobody knows, and the reader hears why. */
    private static Optional<String> author(String words, CommandLine line) {
        try {
            return Author.of(words, JsonLogs.find(JsonLogs.configuration(line)));
        } catch (IOException | UsageException e) {
            System.err.println("postprox: " + Shown.text(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private static String nearest(Page page, String words) {
        StringBuilder text = new StringBuilder("Nothing in docs/TROUBLESHOOTING.md fits.");
        List<Entry> nearest = page.nearest(words);
        text.append(nearest.isEmpty() ? "\n" : " Nearest are:\n");
        nearest.forEach(entry -> text.append("    ").append(entry.title()).append('\n'));
        return text.toString();
    }
}
