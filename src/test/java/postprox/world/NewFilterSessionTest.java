package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The filters that {@code postprox new} writes, in real sessions, as the user that Postfix would run them as. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class NewFilterSessionTest {
    private static final Path EXAMPLES = Path.of("examples/new");

    private final Site site = new Site();

    @AfterEach
    void cleanUp() {
        site.close();
    }

    record Case(String language, String ending, String task, String passing, String other, String reply) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String[] language : new String[][] {{"sh", "sh"}, {"python", "py"}, {"perl", "pl"}}) {
            cases.add(new Case(
                    language[0],
                    language[1],
                    "refuse-word",
                    "clean",
                    "refuse",
                    "550 5.7.1 We do not play the lottery"));
            cases.add(new Case(
                    language[0],
                    language[1],
                    "attachments",
                    "document",
                    "program",
                    "550 5.7.1 Attachments of type .exe are not accepted here"));
            cases.add(new Case(language[0], language[1], "tag-external", "tagged", "external", "250"));
            cases.add(new Case(language[0], language[1], "pass-all", "clean", "clean", "250"));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theOnePassesAsItCameAndTheOtherIsRefusedWithTheWords(Case it) throws IOException {
        Path filter = site.workspace().directory("etc").resolve("filter");
        Tools.run(
                site.installation().launcher().toString(),
                "new",
                "--lang",
                it.language(),
                "--task",
                it.task(),
                filter.toString());
        try (Program program = site.launch("--no-resident", "-r", "-c", filter.toString())
                .as("nobody")
                .onPipes()) {
            assertThat(program.client().reply()).startsWith("220");
            String passing = message(it, it.passing());
            assertThat(program.client().send("a@example.org", "b@example.com", passing))
                    .startsWith("250");
            assertThat(site.sink().await().content()).isEqualTo(passing);
            assertThat(program.client().send("a@example.org", "b@example.com", message(it, it.other())))
                    .startsWith(it.reply());
        }
    }

    private String message(Case it, String name) throws IOException {
        String written = site.workspace().read("etc/tests/" + name + ".eml");
        assertThat(written)
                .isEqualTo(
                        Files.readString(EXAMPLES.resolve(it.task()).resolve(name + ".eml"), StandardCharsets.UTF_8));
        return written.replace("\n", "\r\n");
    }
}
