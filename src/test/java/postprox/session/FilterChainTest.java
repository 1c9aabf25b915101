package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.filter.command.CommandFilter;
import postprox.testkit.Mail;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** Two real commands in a row. That nothing of a message is left in the spool is what closing the proxy makes sure of. */
final class FilterChainTest {
    private static final String CONTENT = "Subject: test\r\n\r\ntext\r\n";
    private static final String ACCEPTS = "exit 0";

    /** Lines that end with LF, with CRLF, and not at all. */
    private static final String REWRITES =
            "printf 'Subject: one\\nX-Odd: yes\\r\\n\\r\\nbody\\r\\n.\\r\\nlast' >\"$OUTFILE\"";

    private static final String REWRITTEN = "Subject: one\\nX-Odd: yes\\n\\nbody\\n.\\nlast\\n";

    /** Goes on only where it sees this. */
    private static final String SEES_REWRITTEN = "printf '" + REWRITTEN + "' | cmp - \"$EMAIL\" || exit 77; ";

    @TempDir
    private Path spool;

    @TempDir
    private Path outside;

    /**
     * What came of a message.
     *
     * @param reply what the client heard
     * @param mails what the next hop got, as on the wire but for the final dot
     * @param log   its lines
     */
    private record Sent(String reply, List<String> mails, List<String> log) {
        void assertLogs(String words) {
            assertThat(log).anyMatch(line -> line.contains(words));
        }
    }

    @Test
    void theSecondSeesWhatTheFirstMadeWithOneLfALineAndChangesItAgain() throws IOException {
        Sent sent = send(REWRITES, SEES_REWRITTEN + "{ cat \"$EMAIL\"; echo two; } >\"$OUTFILE\"");
        assertThat(sent.reply()).startsWith("250");
        assertThat(sent.mails()).containsExactly("Subject: one\r\nX-Odd: yes\r\n\r\nbody\r\n..\r\nlast\r\ntwo\r\n");
        sent.assertLogs(": filter passed, message changed; reply=250");
    }

    @Test
    void whereTheSecondAcceptsWhatTheFirstMadePasses() throws IOException {
        Sent sent = send(REWRITES, SEES_REWRITTEN + ACCEPTS);
        assertThat(sent.reply()).startsWith("250");
        assertThat(sent.mails()).containsExactly("Subject: one\r\nX-Odd: yes\r\n\r\nbody\r\n..\r\nlast\r\n");
        sent.assertLogs(": filter passed, message changed; reply=250");
    }

    @Test
    void whereTheFirstAcceptsTheSecondSeesTheMessageAsItCame() throws IOException {
        Sent sent = send(ACCEPTS, "test ! -s \"$OUTFILE\" && sed s/text/changed/ \"$EMAIL\" >\"$OUTFILE\"");
        assertThat(sent.mails()).containsExactly("Subject: test\r\n\r\nchanged\r\n");
        sent.assertLogs(": filter passed, message changed; reply=250");
    }

    @Test
    void whereBothAcceptTheMessagePassesAsItCame() throws IOException {
        Sent sent = send("echo one >&2", "echo two >&2");
        assertThat(sent.mails()).containsExactly(CONTENT);
        sent.assertLogs(": filter passed; reply=250");
        sent.assertLogs("; said=one, two; filter=");
    }

    @ParameterizedTest
    @ValueSource(strings = {ACCEPTS, REWRITES})
    void aRefusalOfTheSecondIsTheClientsReply(String first) throws IOException {
        Sent sent = send(first, "echo 550 5.7.1 not this one >&2; exit 1");
        assertThat(sent.reply()).isEqualTo("550 5.7.1 not this one");
        assertThat(sent.mails()).isEmpty();
        sent.assertLogs(": 550 5.7.1 not this one; by=filter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo 550 no >&2; exit 1", "exit 3", "rm \"$EMAIL\"", "echo more >>\"$EMAIL\""})
    void theSecondIsNotAskedWhereTheFirstEndsIt(String first) throws IOException {
        Path asked = outside.resolve("asked");
        Sent sent = send(FailurePolicy.TEMPFAIL, first, "touch '" + asked + "'");
        assertThat(sent.reply()).matches("[45].*");
        assertThat(sent.mails()).isEmpty();
        assertThat(asked).doesNotExist();
    }

    /** A scanner that fails does not undo what the others did, and the others are asked all the same. */
    @ParameterizedTest
    @CsvSource({"exit 3, exit status 3", "kill -9 $$, killed by signal 9"})
    void whereTheSecondFailsTheMessagePassesAsTheFirstMadeIt(String second, String reason) throws IOException {
        Sent sent = send(REWRITES, second);
        assertThat(sent.reply()).startsWith("250");
        assertThat(sent.mails()).containsExactlyElementsOf(send(REWRITES).mails());
        sent.assertLogs(": filter failed; reply=250");
        sent.assertLogs("warning: filter failed: " + reason
                + "; the message passed unfiltered (option -r prevents this): host=");
    }

    @Test
    void whereTheSecondFailsWithOptionRTheMessageIsPutOff() throws IOException {
        Sent sent = send(FailurePolicy.TEMPFAIL, REWRITES, "exit 3");
        assertThat(sent.reply()).isEqualTo("451 4.3.0 Error running content filter");
        assertThat(sent.mails()).isEmpty();
        sent.assertLogs("warning: filter failed: exit status 3; the message was refused for now: host=");
    }

    /** It was never what the client sent. */
    @Test
    void whatTheFirstPutIntoEmailDoesNotPassAlsoWhereTheSecondFails() throws IOException {
        Sent sent = send("echo more >>\"$EMAIL\"", "exit 3");
        assertThat(sent.reply()).isEqualTo("451 4.3.0 Error: the content filter damaged the message");
        assertThat(sent.mails()).isEmpty();
    }

    /** A filter never sees what does not pass: a CR that ends no line is one that the next hop will not get. */
    @Test
    void theSecondSeesNoStrayCr() throws IOException {
        Sent sent = send("printf 'a\\rb\\r\\r\\n' >\"$OUTFILE\"", "printf 'a b \\n' | cmp - \"$EMAIL\" || exit 77");
        assertThat(sent.mails()).containsExactly("a b \r\n");
    }

    @Test
    void aLargeMessageGoesThroughBothAsASmallOneDoes() throws IOException {
        String line = "A line of text as long as most of them are.";
        String large = (line + "\r\n").repeat(5000);
        Sent sent = send(
                large,
                FailurePolicy.TEMPFAIL,
                "sed 's/$/ one\\r/' \"$EMAIL\" >\"$OUTFILE\"",
                "sed 's/$/ two/' \"$EMAIL\" >\"$OUTFILE\"");
        assertThat(sent.mails()).containsExactly((line + " one two\r\n").repeat(5000));
    }

    @Test
    void aHintAboutTheFirstIsGivenWhateverTheSecondSays() throws IOException {
        Sent sent = send(": >\"$OUTFILE\"", "exit 1");
        sent.assertLogs("warning: the filter opened OUTFILE and left it empty");
    }

    private Sent send(String... commands) throws IOException {
        return send(FailurePolicy.PASS, commands);
    }

    private Sent send(FailurePolicy policy, String... commands) throws IOException {
        return send(CONTENT, policy, commands);
    }

    private Sent send(String content, FailurePolicy policy, String... commands) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = proxy(hop, policy, commands);
                SmtpClient client = proxy.connect().greet()) {
            String reply = client.envelope().data(content);
            List<String> mails = hop.mails().stream().map(Mail::wire).toList();
            return new Sent(reply, mails, proxy.log().lines());
        }
    }

    private ProxyUnderTest proxy(ScriptedNextHop hop, FailurePolicy policy, String... commands) throws IOException {
        ProxyUnderTest.Setup setup =
                ProxyUnderTest.before(hop, spool).failurePolicy(policy).environment("PATH=/usr/bin:/bin");
        for (String command : commands) {
            Filter filter = new CommandFilter("{ " + command + "\n}");
            setup.filter(filter);
        }
        return setup.start();
    }
}
