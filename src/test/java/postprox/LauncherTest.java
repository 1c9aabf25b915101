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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.PrintingOptions;
import postprox.config.ServiceOptions;
import postprox.config.Usage;

/** The launcher tells a session from a service as the program does, whatever the values of options look like. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("postprox");

    @Test
    void whatFollowsAnOptionThatWantsAValueIsItsValue() throws Exception {
        Map<List<String>, String> expected = new LinkedHashMap<>();
        for (String option : spellings(one -> one.type().wantsValue())) {
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
        for (String option : spellings(one -> !one.type().wantsValue() && !isPrinting(one))) {
            expected.put(List.of(option, "hop"), "session");
            expected.put(List.of(option, "-l", "25", "hop"), "service");
            expected.put(List.of("hop", option, "--listen=25"), "service");
        }
        for (String option : spellings(LauncherTest::isPrinting)) {
            expected.put(List.of(option), "other");
            expected.put(List.of("-l", "25", option), "other");
            expected.put(List.of(option, "-l", "25"), "other");
            expected.put(List.of("--", option), "session");
        }

        assertThat(kinds(expected.keySet())).isEqualTo(expected);
    }

    /** An update leaves the client of the version before in place until something builds a new one. */
    @ParameterizedTest
    @ValueSource(strings = {"--no-resident", "--listening"})
    void aClientThatIsOlderThanTheLauncherComesBackOnce(String first, @TempDir Path home) throws Exception {
        Path launcher = Files.copy(LAUNCHER, home.resolve("postprox"));
        Path client = Files.createDirectory(home.resolve("target")).resolve("postprox-client");
        Files.writeString(
                client,
                "#!/bin/sh\necho came >>" + home + "/runs\n" + "[ $(wc -l <" + home + "/runs) -lt 3 ] || exit 99\nexec "
                        + launcher + " " + first + " \"$@\"\n");
        assertThat(client.toFile().setExecutable(true)).isTrue();

        Process process = new ProcessBuilder(launcher.toString(), "--version")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile())
                .start();

        assertThat(process.waitFor()).isNotEqualTo(99);
        assertThat(Files.readAllLines(home.resolve("runs"))).containsExactly("came");
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
        expected.put(List.of("", "-l", "25"), "service");
        expected.put(List.of("--resident", "/socket", "hop"), "service");
        for (Usage usage : Usage.values()) {
            expected.put(List.of(usage.word(), "-l"), usage == Usage.SERVE ? "service" : "other");
        }

        assertThat(kinds(expected.keySet())).isEqualTo(expected);
    }

    @Test
    void aConfigurationFileIsReadForWhatTheCommandLineDoesNotSay(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("conf"), "#listen = 1\nlistener = 2\n  listen = 3\nlog  =  syslog:/run/log \n");
        String read = "find_kind --config " + file + "; read_config; echo $kind,$log,";
        assertThat(shell(List.of(read))).containsExactly("session,syslog:/run/log,");

        Files.writeString(file, "log=stderr\n\nlisten=25");
        assertThat(shell(List.of(read, read.replace("--config", "--log syslog --config"))))
                .containsExactly("service,stderr,", "service,syslog,");
    }

    /** -l and --resident are themselves what makes a service; the launcher knows the latter in front alone. */
    private static String kind(String option, String of) {
        return option.equals("-l") || option.equals("--listen") ? "service" : of;
    }

    private static boolean isPrinting(Option<?> option) {
        return Stream.of(PrintingOptions.HELP, PrintingOptions.LICENSE, PrintingOptions.VERSION)
                .anyMatch(option::equals);
    }

    private static List<String> spellings(Predicate<Option<?>> which) {
        return Options.of(Usage.SERVE).stream()
                .filter(option -> which.test(option) && !option.equals(ServiceOptions.RESIDENT))
                .flatMap(option -> Stream.of("--" + option.name(), "-" + option.letter()))
                .filter(spelling -> !spelling.equals("-"))
                .toList();
    }

    private static Map<List<String>, String> kinds(Iterable<List<String>> commandLines)
            throws IOException, InterruptedException {
        List<String> script = new ArrayList<>();
        for (List<String> line : commandLines) {
            script.add(line.stream()
                            .map(argument -> "'" + argument + "'")
                            .collect(Collectors.joining(" ", "find_kind ", ""))
                    + "; echo $kind");
        }
        List<String> said = shell(script);
        Map<List<String>, String> kinds = new LinkedHashMap<>();
        for (List<String> line : commandLines) {
            kinds.put(line, said.get(kinds.size()));
        }
        return kinds;
    }

    /** The output of commands that run after the launcher's variables and functions, and before its first step. */
    private static List<String> shell(List<String> commands) throws IOException, InterruptedException {
        String launcher = Files.readString(LAUNCHER, StandardCharsets.UTF_8);
        String part = launcher.substring(launcher.indexOf("\ncommands="), launcher.indexOf("\nfind_kind \"$@\""));
        Process shell = new ProcessBuilder("/bin/sh", "-u", "-c", part + String.join("\n", commands))
                .redirectErrorStream(true)
                .start();
        List<String> said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(shell.waitFor()).as(String.join("\n", said)).isZero();
        return said;
    }
}
