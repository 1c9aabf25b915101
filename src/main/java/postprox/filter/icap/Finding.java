package postprox.filter.icap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.stream.Stream;
import postprox.filter.http.Head;
import postprox.filter.virus.Sort;
import postprox.text.WireText;

/**
 * What a service says that it found. There is no one field for it: each maker has some of their own, in the head of ICAP or in the head
 * of the page that the service returns.
 *
 * @param name   what was found, printable US-ASCII
 * @param source the field that says so, for the log
 */
record Finding(Sort sort, String name, String source) {
    /** The maximum length of a name in a reply to a client, and of a field in a log line. */
    private static final int MOST_BYTES = 200;

    /** A value that is longer may have been cut, and names more than one thing, perhaps. */
    private static final int LONGEST_VALUE = 1000;

    private static final int WORDS_OF_VIOLATION = 5;
    private static final int WORDS_BEHIND_THREAT = 3;
    private static final String VIOLATIONS_FOUND = "X-Violations-Found";
    private static final String INFECTION_FOUND = "X-Infection-Found";

    /** Fields whose value is the name of a virus. */
    private static final List<String> VIRUS_FIELDS = List.of("X-Virus-ID", "X-Virus-Name", "X-FSecure-Infection-Name");

    /** The words in place of a name by which Kaspersky and F-Secure say that there is no virus. */
    private static final List<String> CLEAN_WORDS = List.of("", "no threats", "clean");

    /** Fields that say that the message is blocked, or why. */
    private static final List<String> BLOCK_FIELDS =
            List.of(VIOLATIONS_FOUND, "X-Block-Reason", "X-Blocked", "X-Response-Info", "X-FSecure-Scan-Result");

    /** The values of these fields by which a message is not blocked. */
    private static final List<String> NOT_BLOCKED =
            List.of("", "0", "no", "false", "none", "clean", "allowed", "no threats");

    /**
     * The findings in the heads of a reply; none if they name none. Viruses come before all else, and fields that name a virus before those
     * that say that the message is blocked.
     */
    static List<Finding> in(List<Head> heads) {
        List<Finding> all = new ArrayList<>();
        values(heads, List.of(INFECTION_FOUND)).forEach(field -> all.add(infection(field)));
        values(heads, VIRUS_FIELDS)
                .filter(field -> !CLEAN_WORDS.contains(unquoted(field).toLowerCase(Locale.ROOT)))
                .forEach(field -> all.add(of(Sort.VIRUS, unquoted(field), field)));
        values(heads, BLOCK_FIELDS)
                .filter(field -> blocks(field))
                .forEach(field -> all.add(
                        field.name().equalsIgnoreCase(VIOLATIONS_FOUND)
                                ? violations(field)
                                : of(Sort.VIRUS, field.value(), field)));
        return Stream.of(Sort.values())
                .flatMap(sort -> all.stream().filter(finding -> finding.sort() == sort))
                .toList();
    }

    private static Stream<Head.Field> values(List<Head> heads, List<String> names) {
        return names.stream()
                .flatMap(name -> heads.stream()
                        .flatMap(head -> head.fields().stream())
                        .filter(field -> field.name().equalsIgnoreCase(name)));
    }

    private static boolean blocks(Head.Field field) {
        String value = field.value().toLowerCase(Locale.ROOT);
        return field.name().equalsIgnoreCase("X-Response-Info")
                ? value.startsWith("blocked")
                : !NOT_BLOCKED.contains(value);
    }

    /** As in {@code Type=0; Resolution=2; Threat=NAME;} (draft-stecher-icap-subid-00 section 3.2.1). A type that is not known is a virus. */
    private static Finding infection(Head.Field field) {
        Sort sort = switch (part(field.value(), "type").orElse("")) {
            case "1" -> Sort.LIMITS;
            case "2" -> Sort.ENCRYPTED;
            default -> Sort.VIRUS;
        };
        return of(sort, part(field.value(), "threat").orElse(field.value()), field);
    }

    /**
     * As in {@code 1 FILE THREAT 0 0}: their number, and for each the file's name, the threat, and two numbers. A sender chooses names of files,
     * and they may have blanks: what a single threat is, is told from the end. Several threats are a virus.
     */
    private static Finding violations(Head.Field field) {
        List<String> words = new ArrayList<>();
        StringTokenizer rest = new StringTokenizer(field.value());
        while (rest.hasMoreTokens()) {
            words.add(rest.nextToken());
        }
        boolean isOne = words.size() >= WORDS_OF_VIOLATION && words.getFirst().equals("1");
        String threat = isOne ? words.get(words.size() - WORDS_BEHIND_THREAT) : "";
        Sort sort = isOne ? Sort.of(threat, Sort.VIRUS) : Sort.VIRUS;
        return of(sort, field.value(), field);
    }

    private static Optional<String> part(String value, String name) {
        int start = 0;
        for (int at = 0; at <= value.length(); at++) {
            if (at == value.length() || value.charAt(at) == ';') {
                String part = value.substring(start, at).strip();
                int equals = part.indexOf('=');
                if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase(name)) {
                    return Optional.of(part.substring(equals + 1).strip()).filter(text -> !text.isEmpty());
                }
                start = at + 1;
            }
        }
        return Optional.empty();
    }

    private static String unquoted(Head.Field field) {
        String value = field.value();
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1).strip()
                : value;
    }

    private static Finding of(Sort sort, String name, Head.Field field) {
        String safe = WireText.shorten(WireText.ascii(name.strip()), MOST_BYTES);
        boolean isWhole = field.value().length() <= LONGEST_VALUE;
        Sort named = isWhole && isOneName(name) ? Sort.of(name.strip(), sort) : sort;
        return new Finding(
                isWhole ? named : Sort.VIRUS,
                safe.isEmpty() ? "no name" : safe,
                WireText.shorten(WireText.printable(field.name() + ": " + field.value()), MOST_BYTES));
    }

    /** Whether a name is that of one thing, as names of signatures are. A list of names may have a virus behind what is milder. */
    private static boolean isOneName(String name) {
        return name.strip().chars().allMatch(c -> c > ' ' && c < 127 && c != ',' && c != ';');
    }

    /** A page with an error that stands in place of the message. */
    static Finding page(Head head) {
        String line = Head.words(head.statusLine());
        return new Finding(Sort.VIRUS, WireText.ascii(line), line);
    }
}
