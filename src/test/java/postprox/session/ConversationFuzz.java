package postprox.session;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import postprox.filter.FailurePolicy;
import postprox.log.MailLog;
import postprox.net.Ticker;
import postprox.net.Watchdog;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.testkit.FuzzInput;
import postprox.testkit.RecordingLog;

/**
 * A whole conversation on one thread, without sockets: a client that says anything before a next hop that says anything.
 * Behind a few bytes of choices, the input holds what the client says and then, set apart by bytes 0xFE, what the next hop
 * says to one thing after the other; an empty part stands for an obedient server's words.
 */
public final class ConversationFuzz {
    private static final String SEPARATOR = "\u00fe";
    private static final Watchdog WATCHDOG = Watchdog.start();

    /** Commands of our own. */
    private static final Set<String> OURS = Set.of("DATA", "RSET", "QUIT", "NOOP", "*");

    private ConversationFuzz() {}

    public static void attack(byte[] input) throws IOException {
        FuzzInput parts = new FuzzInput(input);
        StrayCr cr = parts.oneOf(StrayCr.values());
        FailurePolicy policy = parts.oneOf(FailurePolicy.values());
        FuzzedClient.Ending ending = parts.oneOf(FuzzedClient.Ending.values());
        List<Integer> lengths = parts.lengths(100);
        List<String> said = List.of(parts.text().split(SEPARATOR, -1));

        FuzzedFilter filter = new FuzzedFilter(cr, policy);
        FuzzedNextHop hop = new FuzzedNextHop(said.subList(1, said.size()), filter);
        FuzzedClient client = new FuzzedClient(said.getFirst(), lengths, ending);
        SessionEnd end = hold(client, hop, filter, SessionSettings.with(Duration.ofMinutes(10), cr, policy));

        ConversationModel model = new ConversationModel(said.getFirst(), client.replies(), cr);
        holds("no bug", end != SessionEnd.BUG);
        same("the filter sees every message that came to its end", filter.seen(), model.texts());
        checkCommands(hop.commands(), model.commands());
        hop.contents().forEach(content -> checkContent(content, filter));
        checkAcknowledgements(hop.contents(), model.answers());
    }

    private static SessionEnd hold(
            FuzzedClient client, FuzzedNextHop hop, FuzzedFilter filter, SessionSettings settings) throws IOException {
        RecordingLog log = new RecordingLog();
        Path directory = Spooling.DIRECTORY;
        SessionEnd end = new Sessions(new Surroundings(
                        hop, Spool.in(directory), filter, settings, new MailLog(log, 3), Ticker.SYSTEM, WATCHDOG))
                .run(client);
        holds("nothing unexpected: " + log.lines(), log.lines().stream().noneMatch(line -> line.startsWith("error:")));
        try (Stream<Path> files = Files.list(directory)) {
            holds("no file is left", files.findAny().isEmpty());
        }
        return end;
    }

    /** Nothing in content, a reply or a value becomes a command. */
    private static void checkCommands(List<String> heard, List<String> commands) {
        Set<String> theirs = new HashSet<>(commands);
        heard.forEach(command ->
                holds("a command that nobody gave: " + command, theirs.contains(command) || OURS.contains(command)));
    }

    /** Nothing unfiltered, and nothing but what the verdict was about. */
    private static void checkContent(FuzzedNextHop.Content content, FuzzedFilter filter) {
        String passed = filter.passed(content.verdict())
                .orElseThrow(() -> new AssertionError("content without a verdict: " + content.bytes()));
        if (content.answer().isPresent()) {
            same("the content that the filter passed", content.bytes(), passed);
        } else {
            holds("no more than the filter passed", passed.startsWith(content.bytes()));
        }
    }

    /** No 250 of our own, and none of the next hop's is kept from the client. */
    private static void checkAcknowledgements(List<FuzzedNextHop.Content> contents, List<String> answers) {
        List<String> owed = new ArrayList<>(
                answers.stream().filter(answer -> answer.startsWith("2")).toList());
        for (FuzzedNextHop.Content content : contents) {
            Optional<String> own = content.answer().map(ConversationFuzz::heard);
            if (!owed.isEmpty() && own.isPresent() && own.get().startsWith(owed.getFirst() + "\n")) {
                owed.removeFirst();
            } else {
                holds("an answer that was kept from the client", !content.obediently());
            }
        }
        holds("acknowledged by nobody: " + owed, owed.isEmpty());
    }

    /** A reply as a client may hear it. */
    private static String heard(String raw) {
        return raw.replace("\r\n", "\n").replace('\t', ' ').replaceAll("[\\x00-\\x09\\x0b-\\x1f\\x7f]", "?");
    }

    /** A spool that is made when the first conversation needs it, beside what Maven builds. */
    private static final class Spooling {
        private static final Path DIRECTORY = make();

        private static Path make() {
            try {
                return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "fuzz-spool");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
