package postprox.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.trial.Account;
import postprox.trial.Result;

/** The filters that {@code postprox new} writes, on the messages that it writes beside them. */
class NewFiltersTest {
    /** The line of each language that a fault is planted in front of, in the middle of the filter. */
    private enum Language {
        SH("sh", "\n# A command that fails", "no_such_command\n"),
        PY("py", "\ndef main", "    no_such_word()\n"),
        PL("pl", "\n# The reply that refuses", "    no_such_word();\n");

        private final String ending;
        private final String middle;
        private final String unknownWord;

        Language(String ending, String middle, String unknownWord) {
            this.ending = ending;
            this.middle = middle;
            this.unknownWord = unknownWord;
        }

        static Language of(String filter) {
            return Stream.of(values())
                    .filter(language -> filter.endsWith("." + language.ending))
                    .findFirst()
                    .orElseThrow();
        }

        /** Where the filter is at work. */
        int work(String text) {
            return switch (this) {
                case SH -> lastDecision(text);
                case PY -> text.indexOf('\n', text.indexOf("\ndef main():") + 1) + 1;
                case PL -> text.indexOf('\n', text.indexOf("\nsub decide {") + 1) + 1;
            };
        }
    }

    @TempDir
    private Path directory;

    static List<String> all() {
        List<String> all = new ArrayList<>();
        for (String task : List.of("refuse-word", "tag-external", "attachments", "pass-all")) {
            for (String ending : List.of("sh", "py", "pl")) {
                all.add(task + "/filter." + ending);
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "refuse-word, refuse, 550 5.7.1 We do not play the lottery",
        "attachments, program, 550 5.7.1 Attachments of type .exe are not accepted here"
    })
    void theMessageToBeRefusedIs(String task, String message, String reply) throws IOException {
        for (String ending : List.of("sh", "py", "pl")) {
            Account account = on("new/" + task + "/filter." + ending, message(task, message));
            Example.assertRefused(account, reply);
            assertThat(account.text()).doesNotContain("hint ");
        }
    }

    @ParameterizedTest
    @CsvSource({"refuse-word, clean", "attachments, document", "tag-external, tagged", "pass-all, clean"})
    void theOtherPassesAsItCame(String task, String message) throws IOException {
        for (String ending : List.of("sh", "py", "pl")) {
            Account account = on("new/" + task + "/filter." + ending, message(task, message));
            Example.assertAccepted(account);
            assertThat(account.text()).doesNotContain("hint ");
        }
    }

    @ParameterizedTest
    @CsvSource({"sh", "py", "pl"})
    void onlyTheSubjectOfMailFromOutsideChanges(String ending) throws IOException {
        String filter = "new/tag-external/filter." + ending;
        String message = message("tag-external", "external");
        Example example = new Example(filter, directory);

        assertThat(example.onText(message).result()).isEqualTo(Result.PASSES);
        assertThat(example.output()).isEqualTo(message.replace("Subject: ", "Subject: [EXTERNAL] "));
        assertThat(example.onText("From: a\n\nSubject: of the text\n").result()).isEqualTo(Result.PASSES);
        assertThat(example.output()).isEqualTo("Subject: [EXTERNAL]\nFrom: a\n\nSubject: of the text\n");
        Example.assertAccepted(example.from("Boss@Example.COM").onText(message));
        String spoof = "a".repeat(87) + "@example.com.evil.net";
        assertThat(example.from(spoof).onText(message).text())
                .contains("accepted, changed")
                .doesNotContain("hint ");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aMessageThatCannotBeReadIsTroubleAndNoRefusal(String filter) throws IOException {
        if (!filter.equals("pass-all/filter.sh")) {
            Example example = new Example("new/" + filter, directory).with("EMAIL=/no/such/file");
            Example.assertFailed(example.onText("Subject: x\n\ntext\n"), 2);
        }
    }

    /** A word that nobody knows, and a line that is no line of the language. */
    @ParameterizedTest
    @MethodSource("all")
    void aFaultInTheMiddleIsNeverARefusal(String filter) throws IOException {
        String text = Files.readString(Example.file("new/" + filter), ISO_8859_1);
        Language language = Language.of(filter);
        String unreadable = text.replaceFirst(language.middle, "\n)))$0");
        String unknown =
                text.substring(0, language.work(text)) + language.unknownWord + text.substring(language.work(text));
        for (String broken : List.of(unreadable, unknown)) {
            assertThat(broken).isNotEqualTo(text);
            Path file = Files.writeString(directory.resolve("broken." + language.ending), broken, ISO_8859_1);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            Account account = new Example(file.toString(), directory).onText("Subject: lottery\n\ntext\n");
            assertThat(account.result()).as(account.text()).isEqualTo(Result.FILTER_FAILED);
            assertThat(account.text()).contains("451 4.3.0 ");
        }
    }

    /** Where the last statement of a script begins that is not within another. */
    private static int lastDecision(String script) {
        int last = -1;
        for (String word : List.of("\ncase ", "\naccept\n", "\nif ")) {
            last = Math.max(last, script.lastIndexOf(word));
        }
        return last + 1;
    }

    @ParameterizedTest
    @CsvSource({"/usr/bin/dash", "/usr/bin/busybox sh", "/bin/bash"})
    void theScriptsRunUnderAnyShell(String shell) throws IOException {
        for (String filter : all().stream().filter(name -> name.endsWith(".sh")).toList()) {
            String task = filter.substring(0, filter.indexOf('/'));
            for (String[] message : new String[][] {
                {"refuse-word", "refuse", "REFUSED"}, {"refuse-word", "clean", "PASSES"},
                {"attachments", "program", "REFUSED"}, {"attachments", "document", "PASSES"},
                {"tag-external", "external", "PASSES"}, {"tag-external", "tagged", "PASSES"},
                {"pass-all", "clean", "PASSES"}
            }) {
                if (message[0].equals(task)) {
                    Account account =
                            new Example("new/" + filter, directory).with(shell).onText(message(task, message[1]));
                    assertThat(account.result().name()).as(shell + " " + filter).isEqualTo(message[2]);
                }
            }
            Account failed = new Example("new/" + filter, directory)
                    .with("EMAIL=/no/such/file " + shell)
                    .onText("x");
            assertThat(failed.result()).isNotEqualTo(Result.REFUSED);
        }
    }

    private Account on(String filter, String message) throws IOException {
        return new Example(filter, directory).onText(message);
    }

    private static String message(String task, String name) throws IOException {
        return Files.readString(Example.file("new/" + task + "/" + name + ".eml"), ISO_8859_1);
    }
}
