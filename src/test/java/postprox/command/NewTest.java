package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.config.UsageException;
import postprox.run.Exit;

/** {@code postprox new} gives a user the example to begin with, and takes nothing away. */
class NewTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"sh,worker.sh", "python,worker.py", "perl,worker.pl", "java,worker-java"})
    void aWorkerIsTheExampleAndCanBeRun(String language, String example) throws Exception {
        Path file = directory.resolve("mine");
        assertThat(run("new", "--lang", language, "--worker", file.toString())).isEqualTo(Exit.OK);
        assertThat(file)
                .hasSameTextualContentAs(Path.of("examples/workers", example))
                .isExecutable();
    }

    @Test
    void aFileThatIsThereStaysAsItIs() throws IOException {
        Path file = Files.writeString(directory.resolve("mine"), "precious");
        complaint("is there already, and stays as it is", "new", "--lang", "sh", "--worker", file.toString());
        assertThat(file).hasContent("precious");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        complaint("is there already", "new", "--lang", "sh", "--worker", link.toString());
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        Path file = directory.resolve("no/where");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run("new", "--lang", "sh", "--worker", file.toString()))
                .withMessageContaining("cannot write " + file);
    }

    @Test
    void whatIsMissingIsSaid() {
        complaint("new needs the name of a file: postprox new [--lang sh|python|perl] [--task TASK] FILE", "new");
        complaint("new needs --lang sh|python|perl|java and --worker", "new", "--worker");
        complaint("needs the name of a file", "new", "--lang", "sh");
        complaint("'ruby' is neither sh nor python nor perl nor java", "new", "--lang", "ruby", "--worker");
        complaint("is neither refuse-word nor tag-external", "new", "--task", "all", "x");
        complaint("takes one file", "new", "--lang", "sh", "--worker", "a", "b");
        complaint("write filter", "new", "--lang", "java", "--worker", "filter.java");
        complaint("a filter in Java is a worker; add --worker", "new", "--lang", "java", "filter");
        complaint("a worker has no --task", "new", "--lang", "sh", "--worker", "--task", "pass-all");
    }

    @ParameterizedTest
    @CsvSource({
        "filter.py, refuse-word, py, clean refuse",
        "filter.pl, tag-external, pl, external tagged",
        "filter, attachments, sh, document program",
        "filter, pass-all, sh, clean"
    })
    void aFilterIsWrittenWithMessagesToTryItOn(String name, String task, String ending, String messages)
            throws Exception {
        Path file = directory.resolve(name);
        assertThat(run("new", "--task", task, file.toString())).isEqualTo(Exit.OK);
        Path example = Path.of("examples/new", task);
        assertThat(file)
                .hasSameTextualContentAs(example.resolve("filter." + ending))
                .isExecutable();
        for (String message : messages.split(" ")) {
            assertThat(directory.resolve("tests/" + message + ".eml"))
                    .hasSameTextualContentAs(example.resolve(message + ".eml"));
        }
        assertThat(directory.resolve("tests")).isDirectoryNotContaining("regex:.*(?<!\\.eml)");
    }

    @Test
    void aFilterOrAMessageThatIsThereStaysAsItIs() throws Exception {
        Path tests = Files.createDirectory(directory.resolve("tests"));
        Files.writeString(tests.resolve("clean.eml"), "precious");
        Path file = Files.writeString(directory.resolve("filter"), "precious");
        complaint("is there already, and stays as it is", "new", file.toString());
        assertThat(file).hasContent("precious");
        assertThat(tests).isDirectoryNotContaining("glob:**/refuse.eml");

        assertThat(run("new", directory.resolve("other").toString())).isEqualTo(Exit.OK);
        assertThat(tests.resolve("clean.eml")).hasContent("precious");
        assertThat(tests.resolve("refuse.eml")).exists();
    }

    private static void complaint(String words, String... arguments) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> run(arguments))
                .withMessageContaining(words);
    }

    private static Exit run(String... arguments) throws IOException, UsageException {
        return new Commands(_ -> {}).follow(List.of(arguments));
    }
}
