package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Command lines of all sorts mean what getopt_long(3) itself, by its program getopt(1), makes of them. */
class GetoptTest {
    private static final int LINES = 500;
    private static final int LONGEST = 7;

    private static final List<String> PIECES = List.of(
            "-r",
            "-v",
            "-rv",
            "-t5",
            "-t",
            "5",
            "-c",
            "-l",
            "-l25",
            "x",
            "",
            "-",
            "--",
            "--timeout=5",
            "--timeout=",
            "--timeout",
            "--reject",
            "--verbose",
            "--command",
            "--command=-r",
            "-rvt",
            "-vcx y",
            "-vrcl",
            "--log",
            "a=b",
            "mx:25",
            "--sessions");

    @Test
    void everyLineMeansWhatGetoptMakesOfIt() throws Exception {
        Random random = new Random(7);
        List<List<String>> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            lines.add(random.ints(random.nextInt(LONGEST), 0, PIECES.size())
                    .mapToObj(PIECES::get)
                    .toList());
        }
        List<String> theirs = getopt(lines);
        for (int i = 0; i < LINES; i++) {
            assertThat(ours(lines.get(i))).as(lines.get(i).toString()).isEqualTo(canonical(theirs.get(i)));
        }
    }

    private static String ours(List<String> arguments) {
        try {
            CommandLine line = CommandLine.read(Usage.SERVE, arguments);
            Map<String, List<String>> given = new TreeMap<>();
            for (Option<?> option : Options.of(Usage.SERVE)) {
                if (line.has(option)) {
                    given.put(option.name(), line.texts(option));
                }
            }
            return given + " " + line.operands();
        } catch (UsageException e) {
            return "wrong";
        }
    }

    /** What getopt(1) printed for a line: options in order, --, operands; each behind a newline. */
    private static String canonical(String printed) {
        if (printed.equals("wrong")) {
            return printed;
        }
        Map<String, List<String>> given = new TreeMap<>();
        Iterator<String> words = Arrays.asList(printed.split("\n", -1)).iterator();
        assertThat(words.next()).isEmpty();
        List<Option<?>> all = Options.of(Usage.SERVE);
        for (String word = words.next(); !word.equals("--"); word = words.next()) {
            Option<?> option = (word.startsWith("--")
                            ? Option.named(word.substring(2), all)
                            : Options.lettered(word.substring(1), all))
                    .orElseThrow();
            List<String> texts = given.computeIfAbsent(option.name(), _ -> new ArrayList<>());
            if (option.type().wantsValue()) {
                texts.add(words.next());
            } else {
                String before = texts.isEmpty() ? option.byDefault() : texts.removeLast();
                texts.add(option.type().onceMore(before));
            }
        }
        List<String> operands = new ArrayList<>();
        words.forEachRemaining(operands::add);
        return given + " " + operands;
    }

    private static List<String> getopt(List<List<String>> lines) throws IOException, InterruptedException {
        List<Option<?>> all = Options.of(Usage.SERVE);
        String letters = all.stream()
                .filter(option -> !option.letter().isEmpty())
                .map(option -> option.letter() + (option.type().wantsValue() ? ":" : ""))
                .collect(Collectors.joining());
        String names = all.stream()
                .map(option -> option.name() + (option.type().wantsValue() ? ":" : ""))
                .collect(Collectors.joining(","));
        StringBuilder script = new StringBuilder("show() { words=$(getopt -q -o '" + letters + "' -l '" + names
                + "' -- \"$@\") || { printf 'wrong\\0'; return; }; eval set -- \"$words\";"
                + " for word; do printf '\\n%s' \"$word\"; done; printf '\\0'; }\n");
        for (List<String> line : lines) {
            script.append(line.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ", "show ", "\n")));
        }
        Process shell = new ProcessBuilder("/bin/sh", "-c", script.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();
        return List.of(said.split("\0"));
    }
}
