package postprox.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.postfix.Postfix;

/** A Postfix that no test machine has: an old one. */
class OldPostfixTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"2.11.11, POSTFIX_TOO_OLD", "3.4.13, SMUGGLING", "3.7.6, SMUGGLING"})
    void anOldVersionIsNamed(String version, Diagnosis diagnosis) throws IOException {
        assertThat(trouble(Map.of("mail_version", version, "compatibility_level", "2")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.diagnosis()).isEqualTo(diagnosis);
                    assertThat(finding.what()).contains(version);
                });
    }

    @Test
    void aVersionThatForbidsBareNewlinesIsNot() throws IOException {
        assertThat(trouble(Map.of(
                        "mail_version",
                        "3.10.4",
                        "compatibility_level",
                        "3.10",
                        "smtpd_forbid_bare_newline",
                        "normalize")))
                .isEmpty();
    }

    private List<Finding> trouble(Map<String, String> parameters) throws IOException {
        Path _ = Files.writeString(directory.resolve("main.cf"), "");
        Map<String, String> all = new HashMap<>(parameters);
        Postfix postfix = new Postfix(directory, all, Set.of(), List.of(), List.of());
        Findings findings = new Findings();
        PostfixCheck.look(
                new Patient(postfix, List.of(), List.of(), Listeners.in(directory), new Mend(directory), Machine.USUAL),
                findings);
        return findings.all().stream().filter(Finding::isTrouble).toList();
    }
}
