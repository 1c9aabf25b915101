package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.config.UsageException;

/** What real shells complete command lines with. */
class CompletionTest {
    enum Shell {
        BASH {
            @Override
            List<String> command(Path script, String line) {
                List<String> words = new ArrayList<>(List.of(
                        "bash",
                        "-c",
                        "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _postprox;"
                                + " printf '%s\\n' \"${COMPREPLY[@]}\"",
                        "bash",
                        script.toString()));
                // As bash takes a line apart.
                words.addAll(List.of(line.replace("=", " = ").split(" ", -1)));
                return words;
            }
        },
        ZSH {
            @Override
            List<String> command(Path script, String line) {
                String resource = "src/test/resources/postprox/command/complete.zsh";
                return List.of("zsh", "-f", Path.of(resource).toAbsolutePath().toString(), script.toString(), line);
            }
        },
        FISH {
            @Override
            List<String> command(Path script, String line) {
                return List.of(
                        "fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script.toString(), line);
            }
        };

        abstract List<String> command(Path script, String line);
    }

    @TempDir
    private Path directory;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(directory.resolve("cellar"));
        Files.createFile(directory.resolve("clean.eml"));
    }

    @ParameterizedTest
    @EnumSource
    void everyShellCompletesCommandsOptionsAndValues(Shell shell) throws Exception {
        assertThat(completed(shell, "postprox d")).containsExactly("demo", "doctor");
        assertThat(completed(shell, "postprox --dea")).containsExactly("--deadline");
        assertThat(completed(shell, "postprox -r --dea")).containsExactly("--deadline");
        assertThat(completed(shell, "postprox --crash ")).containsExactly("fail", "refuse");
        assertThat(completed(shell, "postprox try --send")).containsExactly("--sender");
        assertThat(completed(shell, "postprox --send"))
                .as("no option of a proxy")
                .isEmpty();
        assertThat(completed(shell, "postprox completion ")).contains("bash", "fish", "zsh");
        assertThat(completed(shell, "postprox config s")).containsExactly("show");
        assertThat(completed(shell, "postprox try c")).contains("clean.eml");
        assertThat(completed(shell, "postprox --config cl")).containsExactly("clean.eml");
        assertThat(completed(shell, "postprox -d c")).anyMatch(name -> name.startsWith("cellar"));
    }

    @ParameterizedTest
    @CsvSource({"--crash=r, refuse", "--crash=, fail"})
    void bashCompletesAValueBehindAnEqualsSign(String word, String value) throws Exception {
        assertThat(completed(Shell.BASH, "postprox " + word)).contains(value);
    }

    @Test
    void bashFindsNothingWrongWithItsScript() throws Exception {
        assertThat(end(List.of("bash", "-n", script(Shell.BASH).toString()))).isEmpty();
    }

    private List<String> completed(Shell shell, String line) throws Exception {
        return end(shell.command(script(shell), line))
                .lines()
                // fish says behind a tab what it is.
                .map(word -> word.split("\t")[0].strip())
                .filter(word -> !word.isEmpty())
                .sorted()
                .toList();
    }

    private Path script(Shell shell) throws IOException, UsageException {
        String name = shell.name().toLowerCase(Locale.ROOT);
        return Files.writeString(directory.resolve(".script." + name), Completion.script(name));
    }

    private String end(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("TERM", "dumb");
        Process process = builder.start();
        process.outputWriter().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(said + " (if a shell is missing: apt-get install bash zsh fish)")
                .isZero();
        return said;
    }
}
