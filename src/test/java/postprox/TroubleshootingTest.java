package postprox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever looks for a line of the log or a reply in docs/TROUBLESHOOTING.md finds it, and nothing there is made up. */
class TroubleshootingTest {
    private static final Path PAGE = Path.of("docs/TROUBLESHOOTING.md");

    /** Who has the words of the log. */
    private static final List<String> LOGS =
            List.of("MailLog.java", "ProcessLines.java", "FilterLines.java", "QuarantineLines.java", "EventWords.java");

    /** What writes a line elsewhere, or names the reason in one; up to the end of the statement. */
    private static final Pattern LOGGING = Pattern.compile(
            "(?:postponed|tell_log)\\((?:[^;\"]++|\"(?:[^\"\\\\]++|\\\\.)*+\")*+;" + "|(?:report|refuse) \"[^\"]*\"");

    /** What complains on standard error of a start, or names the reason in a complaint; up to the end of the statement. */
    private static final Pattern COMPLAINING = Pattern.compile(
            "(?:new UsageException|new IllegalArgumentException|new PluginException|complain|new IOException|wrong|tcp|Optional\\.of(?=\\([a-z\"])|System\\.err\\.print(?:ln)?)\\("
                    + "(?:[^;\"]++|\"(?:[^\"\\\\]++|\\\\.)*+\")*+;|echo \"postprox: [^\"]*\" >&2");

    /** Where that is. */
    private static final List<String> STARTING = List.of(
            "src/main/java/postprox/resident/Resident.java",
            "src/main/java/postprox/log/LogFile.java",
            "src/main/java/postprox/filter/AddressList.java",
            "src/main/java/postprox/filter/NetworkList.java",
            "src/main/java/postprox/filter/program/Hindrance.java",
            "src/main/java/postprox/filter/program/ClosedDirectory.java",
            "src/main/java/postprox/filter/hooks/Credentials.java",
            "src/main/java/postprox/filter/hooks/Scanner.java",
            "src/main/java/postprox/filter/http/Url.java",
            "src/main/java/postprox/net/Tls.java",
            "src/main/java/postprox/filter/java/JavaFilter.java",
            "src/main/java/postprox/filter/java/Plugin.java",
            "src/main/java/postprox/filter/java/PluginDirectory.java",
            "src/main/java/postprox/filter/java/PluginFiles.java",
            "src/main/java/postprox/net/Endpoint.java",
            "src/main/java/postprox/net/Listener.java",
            "src/main/java/postprox/quarantine/QuarantineDirectory.java",
            "src/main/java/postprox/spool/SafePath.java",
            "src/main/c/launcher.c",
            "postprox",
            "scripts/program.sh",
            "scripts/build.sh");

    private static final String COMPLAINTS = "## What it says on standard error";

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"");

    private static final Pattern REPLY = Pattern.compile("Reply\\.of\\(\\s*(\\w+),\\s*\"([^\"]+)\"\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** Shorter pieces are the commas and colons between values. */
    private static final int SHORTEST = 12;

    private final String page = read(PAGE);

    @Test
    void everyLineOfTheLogHasItsEntry() throws IOException {
        List<String> pieces = Stream.concat(
                        pieces(sources(), LOGGING).stream(),
                        pieces(LOGS.stream().map(Path.of("src/main/java/postprox/log")::resolve), LITERAL).stream())
                .toList();

        assertThat(pieces).hasSizeGreaterThan(90);
        assertThat(pieces.stream().filter(piece -> !page.contains(piece)))
                .as("in no entry of " + PAGE)
                .isEmpty();
    }

    @Test
    void everyComplaintOfAStartHasItsEntry() throws IOException {
        List<String> pieces = pieces(starting(), COMPLAINING);
        String complaints = section();

        assertThat(pieces).hasSizeGreaterThan(50);
        assertThat(pieces.stream().filter(piece -> !complaints.contains(piece)))
                .as("nowhere in " + COMPLAINTS)
                .isEmpty();
    }

    @Test
    void everyEntryOfAComplaintIsOneOfTheProgram() throws IOException {
        String program = joined(starting());
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
                        .filter(piece -> piece.length() >= SHORTEST && !program.contains(piece)))
                .as("said nowhere in the program")
                .isEmpty();
    }

    /** What the statements say, without what changes in it. */
    private static List<String> pieces(Stream<Path> sources, Pattern statements) {
        return sources.flatMap(source -> statements.matcher(read(source)).results())
                .flatMap(statement -> LITERAL.matcher(statement.group()).results())
                .flatMap(literal -> Stream.of(literal.group(1).split("%\\w|\\$\\w+|; ")))
                .map(piece -> piece.replaceFirst("^postprox: ", "").replace("\\n", ""))
                .map(String::strip)
                .filter(piece -> piece.length() >= SHORTEST)
                .distinct()
                .toList();
    }

    private String section() {
        int start = page.indexOf(COMPLAINTS);
        assertThat(start).as(COMPLAINTS).isNotNegative();
        return page.substring(start, page.indexOf("\n## ", start));
    }

    /** Who speaks at a start: the packages that read what it says and do it, and those that give reasons. */
    private static Stream<Path> starting() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String name : List.of("", "config", "command", "run")) {
            try (Stream<Path> files = Files.list(Path.of("src/main/java/postprox", name))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
            }
        }
        STARTING.forEach(file -> all.add(Path.of(file)));
        return all.stream();
    }

    /** All sources, with texts that go on in another line put together. */
    private static String joined(Stream<Path> sources) {
        return sources.map(TroubleshootingTest::read)
                .map(source -> source.replaceAll("\"\\s*\\+\\s*\"", ""))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void everyReplyOfOursIsInTheTable() {
        List<String> texts = REPLY.matcher(read(Path.of("src/main/java/postprox/smtp/Replies.java")))
                .results()
                .map(TroubleshootingTest::reply)
                .toList();

        assertThat(texts).hasSizeGreaterThan(20);
        assertThat(texts).allSatisfy(text -> assertThat(page).contains(text + "`"));
    }

    @Test
    void everyEntryIsAboutSomethingThatTheProgramSays() throws IOException {
        String program =
                String.join("\n", sources().map(TroubleshootingTest::read).toList());
        List<String> entries = page.lines()
                .filter(line -> line.startsWith("### "))
                .flatMap(line -> CODE.matcher(line).results().map(code -> code.group(1)))
                .toList();

        assertThat(entries).hasSizeGreaterThan(30);
        assertThat(entries.stream()
                        .flatMap(entry -> Stream.of(
                                entry.replaceFirst("^(warning|error): ", "").split("\\.\\.\\.|; ")))
                        .map(piece -> piece.replaceAll("^[;:, ]+|[;:, ()]+$", ""))
                        .filter(piece -> piece.length() >= SHORTEST && !program.contains(piece)))
                .as("said nowhere in the program")
                .isEmpty();
    }

    private static String reply(MatchResult found) {
        String code = found.group(1).equals("HANGING_UP") ? "421" : found.group(1);
        return code + " " + found.group(2);
    }

    private static Stream<Path> sources() throws IOException {
        try (Stream<Path> java = Files.walk(Path.of("src/main/java"));
                Stream<Path> c = Files.list(Path.of("src/main/c"))) {
            return Stream.concat(
                    Stream.concat(java.filter(file -> file.toString().endsWith(".java")), c),
                    Stream.of(Path.of("postprox")))
                    .toList()
                    .stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
