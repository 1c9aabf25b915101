package postprox.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postprox.event.Event;
import postprox.event.Handled;
import postprox.event.MessageEvent;
import postprox.event.SessionEnd;
import postprox.event.SessionEvent;
import postprox.smtp.Reply;
import postprox.testkit.EventSamples;

/** docs/LOG.md, the records of events and what {@link JsonLog} writes say the same. */
class LogPageTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void everyEventIsOnThePageWithItsFieldsAndWrittenSo() {
        Map<String, Set<String>> written = new TreeMap<>();
        for (Event event : EventSamples.all()) {
            Map<String, String> line = Json.object(JsonLog.line(event, Instant.EPOCH));
            Set<String> fields = new TreeSet<>(line.keySet());
            fields.removeAll(Set.of("time", "level", "event", "session"));
            if (event instanceof MessageEvent) {
                fields.removeAll(fieldsOfAMessage());
            }
            written.put(line.get("event"), fields);
            assertThat(line.containsKey("session")).isEqualTo(event instanceof SessionEvent);
        }
        assertThat(written).isEqualTo(eventsOfThePage());
    }

    @Test
    void aRecordAndItsComponentsHaveTheNamesOfItsEventAndFields() {
        for (Event event : EventSamples.all()) {
            Map<String, String> line = Json.object(JsonLog.line(event, Instant.EPOCH));
            assertThat(line).containsEntry("event", snakeCase(event.getClass().getSimpleName()));
            assertThat(line.keySet())
                    .as(line.get("event"))
                    .containsAll(Stream.of(event.getClass().getRecordComponents())
                            .flatMap(LogPageTest::fieldsOf)
                            .toList());
        }
    }

    @Test
    void allWordsOfTheKindsAreOnThePage() {
        Map<String, Set<String>> words = new TreeMap<>();
        for (Event event : EventSamples.all()) {
            for (RecordComponent component : event.getClass().getRecordComponents()) {
                Class<?> type = component.getName().equals("end") ? SessionEnd.class : component.getType();
                if (type.isEnum()) {
                    words.put(snakeCase(component.getName()), wordsOf(type));
                }
            }
        }
        assertThat(wordsOfThePage()).isEqualTo(words);
    }

    private static Set<String> wordsOf(Class<?> kinds) {
        return Stream.of(kinds.getEnumConstants())
                .map(word -> String.valueOf(word).toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static Stream<String> fieldsOf(RecordComponent component) {
        if (component.getType() == Handled.class) {
            return fieldsOfAMessage().stream();
        }
        String name = snakeCase(component.getName());
        if (component.getType() == Reply.class) {
            return Stream.of(name, name + "_code");
        }
        return Stream.of(component.getType() == Duration.class ? name + "_seconds" : name);
    }

    private static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static Map<String, Set<String>> eventsOfThePage() {
        Map<String, Set<String>> events = new TreeMap<>();
        for (String title : List.of("## Events of a session", "## Events of a message", "## Events of a process")) {
            section(title)
                    .filter(row -> row.size() == 3 && row.getFirst().startsWith("`"))
                    .forEach(row -> events.put(codes(row.getFirst()).getFirst(), new TreeSet<>(codes(row.get(1)))));
        }
        return events;
    }

    private static Set<String> fieldsOfAMessage() {
        return section("## Events of a message")
                .filter(row -> row.size() == 2)
                .flatMap(row -> codes(row.getFirst()).stream())
                .collect(Collectors.toSet());
    }

    private static Map<String, Set<String>> wordsOfThePage() {
        Map<String, Set<String>> words = new TreeMap<>();
        section("## Words")
                .filter(row -> !codes(row.getFirst()).isEmpty())
                .forEach(row -> words.put(codes(row.getFirst()).getFirst(), new TreeSet<>(codes(row.get(1)))));
        return words;
    }

    private static Stream<List<String>> section(String title) {
        String page = page();
        int start = page.indexOf(title + "\n");
        assertThat(start).as(title).isNotNegative();
        int end = page.indexOf("\n## ", start);
        return rows(end < 0 ? page.substring(start) : page.substring(start, end));
    }

    private static Stream<List<String>> rows(String text) {
        return text.lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")));
    }

    private static List<String> codes(String cell) {
        List<String> codes = new ArrayList<>();
        CODE.matcher(cell).results().forEach(code -> codes.add(code.group(1)));
        return codes;
    }

    private static String page() {
        try {
            return Files.readString(Path.of("docs/LOG.md"), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
