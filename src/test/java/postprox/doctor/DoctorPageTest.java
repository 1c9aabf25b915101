package postprox.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whoever looks for a finding in docs/doctor.md finds it, with the reason that the program gives. */
class DoctorPageTest {
    private static final String HEADING = "## All findings\n\n";

    /** If this fails, the table that it expects belongs into the page. */
    @Test
    void thePageListsEachFinding() throws IOException {
        String page = Files.readString(Path.of("docs/doctor.md"));

        assertThat(page.substring(page.indexOf(HEADING) + HEADING.length())).isEqualTo(table());
    }

    private static String table() {
        return "| id | level | why it matters |\n|---|---|---|\n"
                + Arrays.stream(Diagnosis.values())
                        .map(diagnosis -> "| `" + diagnosis.id() + "` | "
                                + diagnosis.level().word().toLowerCase(Locale.ROOT) + " | " + diagnosis.why() + " |\n")
                        .collect(Collectors.joining());
    }
}
