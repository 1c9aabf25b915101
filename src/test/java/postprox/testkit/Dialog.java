package postprox.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A conversation written down, one step a line, as in {@code dialogs/README}.
 *
 * @param steps in their order; neighbouring lines that one side says are one step, which is one packet
 */
record Dialog(List<Step> steps) {
    /** Steps whose neighbours of the same kind belong to one packet. */
    private static final List<String> SAYS = List.of("C:", "H>");

    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|[rntsc\\\\])");

    /**
     * One step.
     *
     * @param line where it stands, for failures
     * @param tag  who does what
     * @param text the rest of the line, for what is said with its line ends
     */
    record Step(int line, String tag, String text) {
        @Override
        public String toString() {
            return "line " + line + " (" + tag + " " + text.strip() + ")";
        }
    }

    static Dialog read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                add(steps, step(i + 1, line));
            }
        }
        return new Dialog(steps);
    }

    boolean usesFilter() {
        return steps.stream().anyMatch(step -> step.tag().startsWith("F"));
    }

    private static void add(List<Step> steps, Step next) {
        if (SAYS.contains(next.tag())
                && !steps.isEmpty()
                && steps.getLast().tag().equals(next.tag())) {
            Step last = steps.removeLast();
            steps.add(new Step(last.line(), last.tag(), last.text() + next.text()));
        } else {
            steps.add(next);
        }
    }

    private static Step step(int number, String line) {
        String tag = line.substring(0, 2);
        String text = unescape(line.length() > 3 ? line.substring(3) : "");
        if (!SAYS.contains(tag)) {
            return new Step(number, tag, text);
        }
        return new Step(number, tag, line.endsWith("\\c") ? text : text + "\r\n");
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(meaning(escape.group(1))));
    }

    private static String meaning(String escape) {
        return switch (escape.charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 's' -> " ";
            case 'c' -> "";
            case 'x' -> Character.toString(Integer.parseInt(escape.substring(1), 16));
            default -> escape;
        };
    }
}
