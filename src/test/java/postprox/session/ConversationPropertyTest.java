package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import postprox.filter.Verdict;
import postprox.smtp.Reply;
import postprox.testkit.Act;
import postprox.testkit.FilterProbe;
import postprox.testkit.Mail;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** However a session is packed into writes, the client hears the same and the next hop gets the same. */
final class ConversationPropertyTest {
    private static final int REFUSALS_OF_THE_FILTER = 5;

    private Path spool = Path.of("");

    @BeforeProperty
    void makeSpool() throws IOException {
        spool = Files.createTempDirectory("conversation");
    }

    @AfterProperty
    void removeSpool() throws IOException {
        Files.delete(spool);
    }

    /**
     * What a session leads to.
     *
     * @param replies what the client heard
     * @param mails   what the next hop took
     * @param seen    what the filter saw
     */
    private record Result(List<String> replies, List<Mail> mails, List<FilterProbe.Seen> seen) {}

    @Property(tries = 150)
    void packingChangesNothing(
            @ForAll("sessions") List<String> session, @ForAll("cuts") List<Integer> cuts, @ForAll boolean pipelining)
            throws IOException {
        Result step = hold(session, true, pipelining);
        Result packed = hold(cut(String.join("", session), cuts), false, pipelining);
        assertThat(packed.replies()).isEqualTo(step.replies());
        assertThat(packed.mails()).isEqualTo(step.mails());
        assertThat(packed.seen())
                .extracting(FilterProbe.Seen::text)
                .isEqualTo(step.seen().stream().map(FilterProbe.Seen::text).toList());
        assertThat(packed.seen())
                .extracting(seen -> seen.envelope().recipients())
                .isEqualTo(step.seen().stream()
                        .map(seen -> seen.envelope().recipients())
                        .toList());
        assertThat(step.replies().stream().filter(line -> line.startsWith("250 2.0.0 queued")))
                .as("acknowledgements")
                .hasSameSizeAs(step.mails());
    }

    /** However content is cut into chunks, filter and next hop see what they would have seen behind DATA. */
    @Property(tries = 100)
    void chunksBringWhatDataBrings(
            @ForAll("content") String content, @ForAll("cuts") List<Integer> chunks, @ForAll("cuts") List<Integer> cuts)
            throws IOException {
        List<String> envelope = List.of("EHLO client\r\n", "MAIL FROM:<a@b>\r\n", "RCPT TO:<one@x>\r\n");
        List<String> data = new ArrayList<>(envelope);
        data.addAll(List.of("DATA\r\n", content + "\r\n.\r\n", "QUIT\r\n"));
        List<String> bdat = new ArrayList<>(envelope);
        bdat.addAll(bdat(("\r\n" + content + "\r\n").replace("\r\n.", "\r\n").substring(2), chunks));
        bdat.add("QUIT\r\n");
        Result behindData = hold(data, true, true);
        Result inChunks = hold(cut(String.join("", bdat), cuts), false, true);
        assertThat(inChunks.mails()).isEqualTo(behindData.mails());
        assertThat(inChunks.seen())
                .extracting(FilterProbe.Seen::text)
                .isEqualTo(
                        behindData.seen().stream().map(FilterProbe.Seen::text).toList());
        assertThat(inChunks.replies())
                .endsWith(behindData
                        .replies()
                        .subList(
                                behindData.replies().size() - 2,
                                behindData.replies().size())
                        .toArray(String[]::new));
    }

    /** Holds a session, waiting for the reply to each write or writing on. */
    private Result hold(List<String> writes, boolean inStep, boolean pipelining) throws IOException {
        FilterProbe filter = FilterProbe.judging(ConversationPropertyTest::judge);
        Script script = Script.obedient()
                .offering(pipelining ? new String[] {"PIPELINING"} : new String[0])
                .on("RCPT TO:<no@x>", Act.say("550-5.1.1 no", "550 5.1.1 such user"))
                .at(Point.DOT, Act.say("250 2.0.0 queued"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(script);
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start();
                SmtpClient client = proxy.connect()) {
            List<String> replies = new ArrayList<>(client.reply().lines().toList());
            for (String write : writes) {
                client.send(write);
                if (inStep) {
                    replies.addAll(client.reply().lines().toList());
                }
            }
            replies.addAll(client.rest().lines().toList());
            return new Result(replies, hop.mails(), filter.seen());
        }
    }

    private static Verdict judge(String text) {
        return text.hashCode() % REFUSALS_OF_THE_FILTER == 0
                ? new Verdict.Reject(Reply.of(554, "5.7.1 not this one"))
                : new Verdict.Accept();
    }

    private static List<String> cut(String session, List<Integer> cuts) {
        List<String> writes = new ArrayList<>();
        int at = 0;
        for (int length : cuts) {
            int end = Math.min(at + length, session.length());
            writes.add(session.substring(at, end));
            at = end;
        }
        writes.add(session.substring(at));
        return writes;
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 60).list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<String>> sessions() {
        return transactions().list().ofMaxSize(4).map(transactions -> {
            List<String> session = new ArrayList<>(List.of("EHLO client\r\n"));
            transactions.forEach(session::addAll);
            session.add("QUIT\r\n");
            return session;
        });
    }

    private static Arbitrary<List<String>> transactions() {
        Arbitrary<List<String>> recipients =
                Arbitraries.of("one@x", "two@x", "no@x").list().ofMaxSize(4);
        Arbitrary<String> between = Arbitraries.of("", "", "NOOP\r\n", "RSET\r\n", "DATA x\r\n", "STARTTLS\r\n");
        Arbitrary<Optional<List<Integer>>> chunks =
                Arbitraries.integers().between(0, 30).list().ofMaxSize(4).optional();
        return Combinators.combine(recipients, between, content(), chunks).as(ConversationPropertyTest::transaction);
    }

    /** Content as it is on the wire behind DATA, without its last line end and without its final dot. */
    @Provide
    static Arbitrary<String> content() {
        return Arbitraries.strings()
                .withChars("\r\n.x")
                .ofMaxLength(40)
                .map(text -> text.replace("\r\n.\r\n", "").replaceFirst("^\\.\r\n", ""))
                .filter(text -> !("\r\n" + text + "\r\n").contains("\r\n.\r\n"));
    }

    /** Content in chunks of these lengths, the rest in the last. */
    private static List<String> bdat(String content, List<Integer> lengths) {
        List<String> chunks = cut(content, lengths);
        List<String> writes = new ArrayList<>();
        chunks.subList(0, chunks.size() - 1).forEach(chunk -> writes.add("BDAT " + chunk.length() + "\r\n" + chunk));
        writes.add("BDAT " + chunks.getLast().length() + " LAST\r\n" + chunks.getLast());
        return writes;
    }

    private static List<String> transaction(
            List<String> recipients, String between, String content, Optional<List<Integer>> chunks) {
        List<String> transaction = new ArrayList<>(List.of("MAIL FROM:<a@b>\r\n"));
        recipients.forEach(recipient -> transaction.add("RCPT TO:<" + recipient + ">\r\n"));
        if (!between.isEmpty()) {
            transaction.add(between);
        }
        if (chunks.isPresent()) {
            transaction.addAll(bdat(content, chunks.get()));
            return transaction;
        }
        transaction.add("DATA\r\n");
        boolean open = !between.equals("RSET\r\n") && recipients.stream().anyMatch(r -> !r.equals("no@x"));
        // Where DATA is refused, a client has no content to send.
        transaction.add(open ? content + "\r\n.\r\n" : "RSET\r\n");
        return transaction;
    }
}
