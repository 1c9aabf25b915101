package postprox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;

/** The launcher tells a session from a service as the program does, whatever the values of options look like. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("postprox");

    @Test
    void whatFollowsAnOptionThatWantsAValueIsItsValue() throws Exception {
        Map<List<String>, String> expected = new LinkedHashMap<>();
        for (String option : spellings(CliOptions.PROXY, true)) {
            expected.put(List.of(option, "-l", "hop"), kind(option, "session"));
            expected.put(List.of(option, "--listen", "hop"), kind(option, "session"));
            expected.put(List.of(option, "--help", "hop"), kind(option, "session"));
            expected.put(List.of(option, "x", "-l", "25", "hop"), "service");
            expected.put(List.of(option, "x", "-h"), "other");
            String attached = option + (option.startsWith("--") ? "=-l" : "-l");
            expected.put(List.of(attached, "hop"), kind(option, "session"));
        }

        assertThat(kinds(expected.keySet())).isEqualTo(expected);
    }

    @Test
    void whatFollowsAnotherOptionIsOneOfItsOwn() throws Exception {
        Map<List<String>, String> expected = new LinkedHashMap<>();
        for (String option : spellings(CliOptions.PROXY, false)) {
            expected.put(List.of(option, "hop"), "session");
            expected.put(List.of(option, "-l", "25", "hop"), "service");
            expected.put(List.of("hop", option, "--listen=25"), "service");
        }
        for (String option : spellings(CliOptions.PRINTING, false)) {
            expected.put(List.of(option), "other");
            expected.put(List.of("-l", "25", option), "other");
            expected.put(List.of("--", option), "session");
        }

        assertThat(kinds(expected.keySet())).isEqualTo(expected);
    }

    @Test
    void lettersStandTogetherAndOptionsBehindOperands() throws Exception {
        Map<List<String>, String> expected = new LinkedHashMap<>();
        expected.put(List.of(), "session");
        expected.put(List.of("-rvl25", "hop"), "service");
        expected.put(List.of("-rvl", "25", "hop"), "service");
        expected.put(List.of("hop", "-vl", "-V"), "service");
        expected.put(List.of("-rvc", "-l", "hop"), "session");
        expected.put(List.of("-vc/usr/local/filter", "hop"), "session");
        expected.put(List.of("-cl", "hop"), "session");
        expected.put(List.of("-vV", "hop"), "other");
        expected.put(List.of("-", "-l", "25"), "service");
        expected.put(List.of("-c"), "session");
        expected.put(List.of("--", "-l", "25"), "session");
        expected.put(List.of("try", "-l"), "other");
        expected.put(List.of("demo"), "other");
        expected.put(List.of("--resident", "/socket", "hop"), "service");

        assertThat(kinds(expected.keySet())).isEqualTo(expected);
    }

    /** -l and --resident are themselves what makes a service; the launcher knows the latter in front alone. */
    private static String kind(String option, String of) {
        return option.equals("-l") || option.equals("--listen") ? "service" : of;
    }

    private static List<String> spellings(List<Option> options, boolean withValue) {
        return options.stream()
                .filter(option -> option.hasArg() == withValue && !option.equals(CliOptions.RESIDENT))
                .flatMap(option -> Stream.of("--" + option.getLongOpt(), "-" + option.getOpt()))
                .filter(spelling -> !spelling.equals("-null"))
                .toList();
    }

    private static Map<List<String>, String> kinds(Iterable<List<String>> commandLines)
            throws IOException, InterruptedException {
        String launcher = Files.readString(LAUNCHER, StandardCharsets.UTF_8);
        int start = launcher.indexOf("find_kind() {");
        List<String> script = new ArrayList<>(List.of(launcher.substring(start, launcher.indexOf("\n}\n", start) + 2)));
        for (List<String> line : commandLines) {
            script.add(line.stream()
                            .map(argument -> "'" + argument + "'")
                            .collect(Collectors.joining(" ", "find_kind ", ""))
                    + "; echo $kind");
        }
        Process shell = new ProcessBuilder("/bin/sh", "-u", "-c", String.join("\n", script))
                .redirectErrorStream(true)
                .start();
        List<String> said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(shell.waitFor()).as(String.join("\n", said)).isZero();
        Map<List<String>, String> kinds = new LinkedHashMap<>();
        for (List<String> line : commandLines) {
            kinds.put(line, said.get(kinds.size()));
        }
        return kinds;
    }
}
