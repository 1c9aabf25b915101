package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/SECURITY.md says what the program does, and each test that it names is there. */
class ExtensionTableTest {
    private static final Path TESTS = Path.of("src/test");

    /** Keyword, source, what becomes of it, why, and the tests. */
    private static final int COLUMNS = 5;

    @Test
    void tableSaysOfEachExtensionWhatBecomesOfIt() throws IOException {
        Map<String, String> said = new TreeMap<>();
        for (List<String> row : rows()) {
            for (String keyword : row.getFirst().split(", ")) {
                assertThat(said.put(keyword, row.get(2))).as(keyword).isNull();
            }
        }
        Map<String, String> known = new TreeMap<>();
        Arrays.stream(Extension.values())
                .forEach(extension -> known.put(extension.keyword(), extension.passes() ? "passes" : "withheld"));
        assertThat(said).containsAllEntriesOf(known);
        said.keySet().removeAll(known.keySet());
        assertThat(said.values()).containsOnly("unknown");
    }

    @Test
    void onlyWhatPassesIsOffered() throws IOException {
        for (List<String> row : rows()) {
            for (String keyword : row.getFirst().split(", ")) {
                Reply offer = new Reply(250, List.of("250-mx", "250 " + keyword));
                assertThat(EhloReply.forClient(offer, 0, true).lines().size() == 2)
                        .as(keyword)
                        .isEqualTo(row.get(2).equals("passes"));
            }
        }
    }

    /** The keyword of most of them is their command, which must not become another one's. */
    @Test
    void commandsOfWhatIsWithheldAreKnownAndThoseOfWhatIsUnknownAreNot() throws IOException {
        for (List<String> row : rows()) {
            if (row.get(2).equals("unknown")) {
                assertThat(Command.parse(row.getFirst()).verb())
                        .as(row.getFirst())
                        .isEqualTo(Verb.OTHER);
            }
        }
        assertThat(Stream.of(
                                "SEND",
                                "SOML",
                                "SAML",
                                "TURN",
                                "VERB",
                                "ONEX",
                                "STARTTLS",
                                "ATRN",
                                "BURL",
                                "LHLO",
                                "XEXCH50")
                        .map(command -> Command.parse(command).verb()))
                .containsOnly(Verb.WITHHELD);
    }

    @Test
    void testsThatTheTableNamesAreThere() throws IOException {
        Set<String> there;
        try (Stream<Path> files = Files.walk(TESTS)) {
            there = files.map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
                    .collect(Collectors.toSet());
        }
        assertThat(rows())
                .allSatisfy(row -> assertThat(there).contains(row.get(4).replace("`", "")));
    }

    private static List<List<String>> rows() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        String page = Files.readString(Path.of("docs/SECURITY.md"));
        int start = page.indexOf("| extension | source |");
        assertThat(start).isNotNegative();
        for (String line : page.substring(start, page.indexOf("\n\n", start)).split("\n")) {
            List<String> cells =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            assertThat(cells).as(line).hasSize(COLUMNS + 2);
            rows.add(cells.subList(1, COLUMNS + 1));
        }
        return rows.subList(2, rows.size());
    }
}
