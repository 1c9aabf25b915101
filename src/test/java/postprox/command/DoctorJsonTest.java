package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import postprox.doctor.Diagnosis;
import postprox.doctor.Finding;
import postprox.postfix.Postfix;
import postprox.run.Exit;

/** Programs read the findings of the doctor as they are. */
class DoctorJsonTest {
    @Test
    void aPathBeyondAsciiHasItsCharacters() {
        String path = new String("/etc/m\u00fcll".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Finding finding = new Finding(Diagnosis.FILTER_NOT_FOUND, "master.cf", "there is no " + path, List.of());

        assertThat(DoctorJson.text(
                        new Postfix(Path.of("/etc/postfix"), Map.of(), Set.of(), List.of(), List.of()),
                        List.of(finding),
                        Exit.FAILURE))
                .contains("there is no /etc/m\\u00FCll");
    }
}
