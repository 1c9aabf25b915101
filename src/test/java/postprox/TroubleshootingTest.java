package postprox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever looks for a line of the log or a reply in docs/TROUBLESHOOTING.md finds it, and nothing there is made up. */
class TroubleshootingTest {
    private static final Path PAGE = Path.of("docs/TROUBLESHOOTING.md");

    private static final String COMPLAINTS = "## What it says on standard error";

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final String page = ProgramWords.read(PAGE);

    @Test
    void everyLineOfTheLogHasItsEntry() throws IOException {
        List<String> pieces = ProgramWords.ofLog();

        assertThat(pieces).hasSizeGreaterThan(90);
        assertThat(pieces.stream().filter(piece -> !page.contains(piece)))
                .as("in no entry of " + PAGE)
                .isEmpty();
    }

    @Test
    void everyComplaintOfAStartHasItsEntry() throws IOException {
        List<String> pieces = ProgramWords.ofComplaints();
        String complaints = section();

        assertThat(pieces).hasSizeGreaterThan(50);
        assertThat(pieces.stream().filter(piece -> !complaints.contains(piece)))
                .as("nowhere in " + COMPLAINTS)
                .isEmpty();
    }

    @Test
    void everyEntryOfAComplaintIsOneOfTheProgram() throws IOException {
        String program = ProgramWords.ofStart();
        List<String> entries = section()
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line ->
                        CODE.matcher(line.substring(0, line.indexOf(" | "))).results())
                .map(code -> code.group(1))
                .toList();

        assertThat(entries).hasSizeGreaterThan(30);
        assertThat(entries.stream()
                        .flatMap(entry ->
                                Stream.of(entry.replaceFirst("^warning: ", "").split("\\.\\.\\.")))
                        .map(piece -> piece.replaceAll("^[;:, ']+|[;:, ()']+$", ""))
                        .filter(piece -> piece.length() >= ProgramWords.SHORTEST && !program.contains(piece)))
                .as("said nowhere in the program")
                .isEmpty();
    }

    private String section() {
        int start = page.indexOf(COMPLAINTS);
        assertThat(start).as(COMPLAINTS).isNotNegative();
        return page.substring(start, page.indexOf("\n## ", start));
    }

    @Test
    void everyReplyOfOursIsInTheTable() {
        List<String> texts = ProgramWords.ofReplies();

        assertThat(texts).hasSizeGreaterThan(20);
        assertThat(texts).allSatisfy(text -> assertThat(page).contains(text + "`"));
    }

    @Test
    void everyEntryIsAboutSomethingThatTheProgramSays() throws IOException {
        String program = ProgramWords.all();
        List<String> entries = page.lines()
                .filter(line -> line.startsWith("### "))
                .flatMap(line -> CODE.matcher(line).results().map(code -> code.group(1)))
                .toList();

        assertThat(entries).hasSizeGreaterThan(30);
        assertThat(entries.stream()
                        .flatMap(entry -> Stream.of(
                                entry.replaceFirst("^(warning|error): ", "").split("\\.\\.\\.|; ")))
                        .map(piece -> piece.replaceAll("^[;:, ]+|[;:, ()]+$", ""))
                        .filter(piece -> piece.length() >= ProgramWords.SHORTEST && !program.contains(piece)))
                .as("said nowhere in the program")
                .isEmpty();
    }
}
