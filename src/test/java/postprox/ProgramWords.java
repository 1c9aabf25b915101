package postprox;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/** What the program says to administrators and to clients, out of its sources: what stays the same in each statement. */
final class ProgramWords {
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
            "src/main/java/postprox/admin/Token.java",
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
            "src/main/java/postprox/net/DnsName.java",
            "src/main/java/postprox/net/Endpoint.java",
            "src/main/java/postprox/net/NextHops.java",
            "src/main/java/postprox/net/ListeningSocket.java",
            "src/main/java/postprox/quarantine/QuarantineDirectory.java",
            "src/main/java/postprox/session/PeerList.java",
            "src/main/java/postprox/postfix/Postfix.java",
            "src/main/java/postprox/postfix/Postconf.java",
            "src/main/java/postprox/postfix/Instances.java",
            "src/main/java/postprox/postfix/Tool.java",
            "src/main/java/postprox/journal/Journal.java",
            "src/main/java/postprox/journal/LogFiles.java",
            "src/main/java/postprox/journal/PackedLog.java",
            "src/main/java/postprox/journal/BackwardLines.java",
            "src/main/java/postprox/control/Asking.java",
            "src/main/java/postprox/control/Reached.java",
            "src/main/java/postprox/posix/Inheritance.java",
            "src/main/java/postprox/spool/SafePath.java",
            "src/main/c/launcher.c",
            "postprox",
            "scripts/program.sh",
            "scripts/build.sh");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"");

    private static final Pattern REPLY = Pattern.compile("Reply\\.of\\(\\s*(\\w+),\\s*\"([^\"]+)\"\\)");
    /** Shorter pieces are the commas and colons between values. */
    static final int SHORTEST = 12;

    private ProgramWords() {}

    /** What lines of the log say. */
    static List<String> ofLog() throws IOException {
        return Stream.concat(
                        pieces(sources(), LOGGING).stream(),
                        pieces(LOGS.stream().map(Path.of("src/main/java/postprox/log")::resolve), LITERAL).stream())
                .toList();
    }

    /** What a start says on standard error. */
    static List<String> ofComplaints() throws IOException {
        return pieces(starting(), COMPLAINING);
    }

    /** Postprox's own replies. */
    static List<String> ofReplies() {
        return REPLY.matcher(read(Path.of("src/main/java/postprox/smtp/Replies.java")))
                .results()
                .map(ProgramWords::reply)
                .toList();
    }

    /** The sources of what speaks at a start. */
    static String ofStart() throws IOException {
        return joined(starting());
    }

    /** All sources. */
    static String all() throws IOException {
        return String.join("\n", sources().map(ProgramWords::read).toList());
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
        return sources.map(ProgramWords::read)
                .map(source -> source.replaceAll("\"\\s*\\+\\s*\"", ""))
                .collect(Collectors.joining("\n"));
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

    static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
