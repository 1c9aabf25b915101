package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Verdict;
import postprox.testkit.Act;
import postprox.testkit.FilterProbe;
import postprox.testkit.Mail;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** Replies stay in step with commands, however the client packs or splits what it says. */
final class PipeliningTest {
    private static final String SESSION = """
            EHLO c
            MAIL FROM:<a@b>
            RCPT TO:<one@x>
            RCPT TO:<no@x>
            RCPT TO:<two@x>
            DATA
            Subject: 1

            ..dot
            .
            MAIL FROM:<>
            RCPT TO:<no@x>
            DATA
            RSET
            MAIL FROM:<c@d>
            RCPT TO:<three@x>
            DATA
            QUIT

            .
            NOOP
            QUIT
            """.replace("\n", "\r\n");

    private static final List<String> REPLIES = List.of(
            "220 next.hop ESMTP",
            "250-next.hop",
            "250 PIPELINING",
            "250 2.1.0 Ok",
            "250 2.1.5 Ok",
            "550 5.1.1 no such user",
            "250 2.1.5 Ok",
            "354 End data with <CR><LF>.<CR><LF>",
            "250 2.0.0 Ok: queued as Q1",
            "250 2.1.0 Ok",
            "550 5.1.1 no such user",
            "554 5.5.1 Error: no valid recipients",
            "250 2.0.0 Ok",
            "250 2.1.0 Ok",
            "250 2.1.5 Ok",
            "354 End data with <CR><LF>.<CR><LF>",
            "250 2.0.0 Ok: queued as Q2",
            "250 2.0.0 Ok",
            "221 2.0.0 Bye");

    private final Script script =
            Script.obedient().offering("PIPELINING").on("RCPT TO:<no@x>", Act.say("550 5.1.1 no such user"));

    @TempDir
    private Path spool;

    @Test
    void theWholeSessionMayComeInOneWrite() throws IOException {
        converse(script, client -> client.send(SESSION));
    }

    @Test
    void theWholeSessionMayComeByteByByte() throws IOException {
        converse(script, client -> client.sendByteByByte(SESSION));
    }

    @Test
    void aNextHopWithoutPipeliningChangesNothing() throws IOException {
        Script one = script.offering();
        List<String> replies = REPLIES.stream()
                .filter(line -> !line.equals("250 PIPELINING"))
                .map(line -> line.equals("250-next.hop") ? "250 next.hop" : line)
                .toList();
        converse(one, replies, client -> client.send(SESSION));
    }

    /** Two writes, cut at every byte of the session; each in a session of its own. */
    @Test
    void theSessionMayBeCutAtEveryByte() throws IOException {
        for (int cut = 1; cut < SESSION.length(); cut++) {
            int at = cut;
            converse(script, client -> client.send(SESSION.substring(0, at)).send(SESSION.substring(at)));
        }
    }

    /** It comes too late for the buffer that the message came from, and is found when we look whether the client is there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 500})
    void whatTheClientSaysWhileTheFilterWorksIsAnsweredBehindTheMessage(int length) throws IOException {
        String command = "NOOP " + "x".repeat(length);
        SmtpClient[] client = new SmtpClient[1];
        FilterProbe filter = FilterProbe.deciding(() -> {
            say(client[0], command + "\r\nQUIT\r\n");
            return new Verdict.Accept();
        });
        try (ScriptedNextHop hop = ScriptedNextHop.start(script);
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start()) {
            client[0] = proxy.connect().greet().envelope();
            client[0].send("DATA\r\ntext\r\n.\r\n");
            assertThat(client[0].rest().lines())
                    .containsExactly(
                            "354 End data with <CR><LF>.<CR><LF>",
                            "250 2.0.0 Ok: queued as Q1",
                            "250 2.0.0 Ok",
                            "221 2.0.0 Bye");
            assertThat(hop.commands()).endsWith(command, "QUIT");
        }
    }

    private static void say(SmtpClient client, String text) {
        try {
            client.send(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** More commands in a group than are ever written ahead, and more replies than fit into one packet. */
    @ParameterizedTest
    @ValueSource(ints = {99, 100, 101, 1000})
    void aGroupMayHaveAnyNumberOfRecipients(int count) throws IOException {
        String recipients = IntStream.range(0, count)
                .mapToObj(i -> "RCPT TO:<" + i + "@x>\r\n")
                .collect(Collectors.joining());
        try (ScriptedNextHop hop = ScriptedNextHop.start(script);
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect()) {
            client.send("EHLO c\r\nMAIL FROM:<a@b>\r\n" + recipients + "DATA\r\n.\r\nQUIT\r\n");
            assertThat(client.rest().lines().filter(line -> line.equals("250 2.1.5 Ok")))
                    .hasSize(count);
            assertThat(hop.mails().getFirst().recipients()).hasSize(count);
        }
    }

    private interface Saying {
        void to(SmtpClient client) throws IOException;
    }

    private void converse(Script behaviour, Saying saying) throws IOException {
        converse(behaviour, REPLIES, saying);
    }

    private void converse(Script behaviour, List<String> replies, Saying saying) throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop = ScriptedNextHop.start(behaviour);
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start();
                SmtpClient client = proxy.connect()) {
            saying.to(client);
            assertThat(client.rest().lines().toList()).isEqualTo(replies);
            assertThat(hop.mails()).extracting(Mail::sender).containsExactly("MAIL FROM:<a@b>", "MAIL FROM:<c@d>");
            assertThat(hop.mails())
                    .extracting(Mail::recipients)
                    .containsExactly(List.of("RCPT TO:<one@x>", "RCPT TO:<two@x>"), List.of("RCPT TO:<three@x>"));
            assertThat(hop.mails())
                    .extracting(Mail::wire)
                    .containsExactly("Subject: 1\r\n\r\n..dot\r\n", "QUIT\r\n\r\n");
            assertThat(filter.seen())
                    .extracting(FilterProbe.Seen::text)
                    .containsExactly("Subject: 1\n\n.dot\n", "QUIT\n\n");
            assertThat(filter.seen())
                    .extracting(seen -> seen.envelope().recipientSummary())
                    .containsExactly("one@x,two@x", "three@x");
        }
    }
}
