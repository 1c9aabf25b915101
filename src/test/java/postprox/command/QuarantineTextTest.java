package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.quarantine.Keeping;
import postprox.quarantine.KeptMessage;
import postprox.quarantine.KeptMessages;
import postprox.quarantine.Quarantine;
import postprox.quarantine.QuarantineReply;
import postprox.quarantine.QuarantineRules;
import postprox.testkit.HostileTexts;

/** What strangers wrote controls no terminal and forges no line where an administrator looks at the quarantine. */
class QuarantineTextTest {
    /** U+202E in UTF-8, which turns the direction of the text after it. */
    private static final String TURNED = "\u00e2\u0080\u00ae";

    @TempDir
    private Path directory;

    static Stream<String> hostile() {
        return Stream.concat(HostileTexts.ofAscii(), Stream.of("x\u009b2J", "x" + TURNED + "y", "x\ty"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void noValueEndsALineOrControlsTheTerminal(String value) throws IOException {
        Quarantine quarantine = Quarantine.by(new QuarantineRules(directory, 1 << 20, 10, 30, QuarantineReply.ACCEPT));
        String text = "Subject: " + value.replaceAll("[\r\n]", " ") + "\n\nbody\n";
        String id = Keeping.keep(
                        quarantine,
                        text,
                        Keeping.occasion("\u009b2J" + TURNED + "@example.org", "b@example.com", value, value))
                .id();
        KeptMessage message = KeptMessages.in(directory).find(id).orElseThrow();

        assertIsOneLine(QuarantineText.row(message));
        assertThat(QuarantineText.row(message)).startsWith(id + "  20").contains("b@example.com");
        assertIsOneLine(QuarantineText.json(message));
        assertThat(QuarantineText.json(message).chars()).allMatch(c -> c < 127);
        String shown = QuarantineText.shown(message);
        shown.lines().forEach(line -> assertIsOneLine(line + "\n"));
        assertThat(shown.lines().filter(line -> line.startsWith("reason:"))).hasSize(1);
        assertThat(shown.lines().filter(line -> line.startsWith("Subject:"))).hasSize(1);
    }

    private static void assertIsOneLine(String line) {
        assertThat(line).endsWith("\n").doesNotContain(TURNED);
        assertThat(line.substring(0, line.length() - 1).chars())
                .allMatch(c -> c == '\t' || c >= ' ' && c != 127 && (c < 128 || c > 159));
    }
}
