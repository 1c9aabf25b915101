package postprox.filter.rspamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.testkit.ScriptedRspamd.json;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.Verdict;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Servers.CannotExamine;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;

/** What rspamd's answers mean for a message. */
class RspamdMeaningTest {
    private static final String HEADER = "Received: r\nSubject: hello\nX-A: 1\n";

    @ParameterizedTest
    @ValueSource(strings = {"no action", "greylist"})
    void aMessageWithoutAnActionPassesAsItCame(String action) throws IOException {
        assertThat(Scans.meaning(json(action), HEADER)).isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void theLogHasActionScoreAndTheRulesThatCountMost() throws IOException {
        String json = json("no action")
                .replace(
                        "\"symbols\":{}",
                        "\"symbols\":{\"SMALL\":{\"score\":0.126},\"HAM\":{\"score\":-5.0,\"options\":[\"x\"]},\"R\u0007\":{\"score\":1}}");

        assertThat(said(Scans.meaning(json, HEADER)))
                .isEqualTo("no action, score 1.5/15.0 (HAM -5.0, R? 1.0, SMALL 0.13)");
    }

    @Test
    void manyRulesAreCountedAndLongNamesAreCut() throws IOException {
        StringBuilder symbols = new StringBuilder("\"symbols\":{\"" + "X".repeat(5000) + "\":{\"score\":9}");
        for (int i = 0; i < 500; i++) {
            symbols.append(",\"S").append(i).append("\":{\"score\":1}");
        }
        String json = json("no action").replace("\"symbols\":{}", symbols + "}");

        assertThat(said(Scans.meaning(json, HEADER)))
                .contains("XXX... 9.0, ", ", and 491 more)")
                .hasSizeLessThan(400);
    }

    @Test
    void aScoreThatIsNoneIsUnknown() throws IOException {
        String json = json("no action").replace("1.5", "null").replace("15.0", "null");

        assertThat(said(Scans.meaning(json, HEADER))).isEqualTo("no action, score unknown");
    }

    @Test
    void aMarkedMessageHasTheFieldOnceAndNoneOfTheSender() throws IOException {
        assertThat(after(json("add header"), "X-Spam: No\n" + HEADER + "x-spam: forged\n"))
                .isEqualTo(HEADER + "X-Spam: Yes\n");
    }

    @Test
    void theSendersOwnMarkIsRemovedFromEachMessageThatPasses() throws IOException {
        assertThat(after(json("no action"), HEADER + "X-SPAM: No\n")).isEqualTo(HEADER);
    }

    @Test
    void aRuleMayChooseTheMark() throws IOException {
        assertThat(after(json("add header", milter("\"spam_header\":\"probably\"")), HEADER))
                .isEqualTo(HEADER + "X-Spam: probably\n");
        assertThat(after(json("add header", milter("\"spam_header\":{\"X-Junk\":\"yes\"}")), HEADER + "X-Junk: no\n"))
                .isEqualTo(HEADER + "X-Junk: yes\n");
    }

    @Test
    void aNewSubjectTakesThePlaceOfTheOldOne() throws IOException {
        assertThat(after(json("rewrite subject", "\"subject\":\"*** SPAM *** hello\""), HEADER))
                .isEqualTo("Received: r\nSubject: *** SPAM *** hello\nX-A: 1\n");
        assertThat(after(json("rewrite subject", "\"subject\":\"*** SPAM ***\""), "Received: r\n"))
                .isEqualTo("Received: r\nSubject: *** SPAM ***\n");
    }

    /** A sender chooses its subject. */
    @Test
    void aSubjectWithoutABlankDoesNotKeepAMessageFromBeingMarked() throws IOException {
        String subject = "x".repeat(3000);

        assertThat(after(json("rewrite subject", "\"subject\":\"" + subject + "\""), HEADER + "X-Spam: No\n")
                        .replace("\n\t", ""))
                .isEqualTo("Received: r\nSubject: " + subject + "\nX-A: 1\n");
    }

    /** Removals, additions, signatures, and then what the action adds. */
    @Test
    void editsAreMadeInTheOrderOfRspamdsMilter() throws IOException {
        String edits = milter("\"add_headers\":{\"X-Top\":{\"value\":\"t\",\"order\":0},\"X-End\":\"e\","
                + "\"X-Two\":[{\"value\":\"a\",\"index\":1},\"b\"]},\"remove_headers\":{\"X-A\":[1,2]}");

        assertThat(after(json("add header", "\"dkim-signature\":[\"s1\",\"s2\"]", edits), HEADER + "X-A: 2\nX-A: 3\n"))
                .isEqualTo("""
                        X-Top: t
                        DKIM-Signature: s1
                        DKIM-Signature: s2
                        X-Two: a
                        Received: r
                        Subject: hello
                        X-A: 3
                        X-End: e
                        X-Two: b
                        X-Spam: Yes
                        """);
    }

    @Test
    void noActionLeavesTheMessageAloneAndSaysWhatItWas() throws IOException {
        assertThat(after(json("reject", milter("\"no_action\":true")), HEADER + "X-Rspamd-Action: forged\n"))
                .isEqualTo(HEADER + "X-Rspamd-Action: reject\n");
    }

    /** rspamd says of the test text GTUBE that it has skipped it, and wants it refused. */
    @Test
    void ofASkippedMessageTheActionCounts() throws IOException {
        assertThat(Scans.meaning(skipped("reject"), HEADER)).isInstanceOf(Verdict.Reject.class);
        assertThat(said(Scans.meaning(skipped("no action"), HEADER))).isEqualTo("no action, skipped, score 1.5/15.0");
    }

    private static String skipped(String action) {
        return json(action).replace("\"is_skipped\":false", "\"is_skipped\":true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reject | '' | 554 5.7.1 Spam message rejected",
                "reject | No, thanks | 554 5.7.1 No, thanks",
                "reject | 550 5.7.9 own words | 550 5.7.9 own words",
                "reject | 550 own words | 550 own words",
                "reject | 550 4.7.9 own words | 550 5.7.9 own words",
                "reject | 5.7.9 own words | 554 5.7.9 own words",
                "reject | 451 4.7.1 later | 554 5.7.1 later",
                "reject | 250 2.0.0 Ok | 554 5.7.1 250 2.0.0 Ok",
                "reject | 554 | 554 Content rejected",
                "reject | 450 | 554 5.7.1 Spam message rejected",
                "soft reject | '' | 451 4.7.1 Try again later",
                "soft reject | 450 4.2.0 Greylisted | 450 4.2.0 Greylisted",
                "soft reject | 550 5.7.1 never | 451 4.7.1 never",
                "soft reject | a\\r\\n250 b | 451 4.7.1 a  250 b",
                "soft reject | a\\u0000b\\u00e9 | 451 4.7.1 a?b??",
            })
    void aRefusalHasTheClassOfItsAction(String action, String message, String reply) throws IOException {
        String json = json(action).replace("\"messages\":{}", "\"messages\":{\"smtp_message\":\"" + message + "\"}");

        assertThat(Scans.meaning(message.isEmpty() ? json(action) : json, HEADER))
                .isInstanceOfSatisfying(Verdict.Reject.class, reject -> {
                    assertThat(reject.reply().oneLine()).isEqualTo(reply);
                    assertThat(reject.said()).isEqualTo(action + ", score 1.5/15.0");
                });
    }

    @Test
    void quarantineAndDiscardAreVerdictsOfTheirOwn() throws IOException {
        String json = json("quarantine").replace("\"messages\":{}", "\"messages\":{\"smtp_message\":\"Look\\nat it\"}");

        assertThat(Scans.meaning(json, HEADER))
                .isEqualTo(new Verdict.Quarantine("Look?at it; quarantine, score 1.5/15.0"));
        assertThat(Scans.meaning(json("discard"), HEADER)).isEqualTo(new Verdict.Discard("discard, score 1.5/15.0"));
        assertThat(Scans.meaning(json("reject", milter("\"reject\":\"quarantine\"")), HEADER))
                .isInstanceOf(Verdict.Quarantine.class);
        assertThat(Scans.meaning(json("reject", milter("\"reject\":\"discard\"")), HEADER))
                .isInstanceOf(Verdict.Discard.class);
        assertThat(Scans.meaning(json("reject", milter("\"reject\":\"other\"")), HEADER))
                .isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void anActionThatIsNotKnownIsNamed() {
        assertThatThrownBy(() -> Scans.meaning(json("send to the moon"), HEADER))
                .isInstanceOf(CannotExamine.class)
                .hasMessage("it wants an action that is not known: 'send to the moon'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"change_from\":\"a@b.c\"", "\"add_rcpt\":[\"a@b.c\"]", "\"del_rcpt\":[\"a@b.c\",\"d@e.f\"]"})
    void aChangeOfTheEnvelopeIsNamed(String member) throws IOException {
        assertThatThrownBy(() -> Scans.meaning(json("no action", milter(member)), HEADER))
                .isInstanceOf(CannotExamine.class)
                .hasMessageContaining(member.substring(1, member.indexOf('"', 1)));
        assertThat(Scans.meaning(json("reject", milter(member)), HEADER)).isInstanceOf(Verdict.Reject.class);
    }

    /** A rule in Lua may leave an empty table, which is a list then. */
    @Test
    void emptyListsAreNothing() throws IOException {
        String empty = milter("\"add_headers\":[],\"remove_headers\":[],\"add_rcpt\":[],\"spam_header\":[]");

        assertThat(Scans.meaning(json("no action", empty).replace("{}", "[]"), HEADER))
                .isInstanceOf(Verdict.Accept.class);
        assertThat(Scans.meaning(json("no action", "\"milter\":[]"), HEADER)).isInstanceOf(Verdict.Accept.class);
    }

    /** What a sender wrote may stand in an answer. It cannot make the answer one that nobody can read. */
    @Test
    void bytesThatAreNoUtf8AreKept() throws IOException {
        assertThat(after(
                        json(
                                "no action",
                                milter("\"add_headers\":{\"X-B\":\"\u00ff\u00c3\u00a9\\u00e9\\ud83d\\udc80\"}")),
                        HEADER))
                .isEqualTo(HEADER + "X-B: \u00ff\u00c3\u00a9\u00c3\u00a9\u00f0\u009f\u0092\u0080\n");
    }

    static Stream<String> wrongAnswers() {
        String good = json("no action");
        return Stream.of(
                "",
                "null",
                "[]",
                "\"no action\"",
                good + "{}",
                good + "x",
                good.substring(0, good.length() - 1),
                good.replace("\"action\":\"no action\",", ""),
                good.replace("\"no action\"", "7"),
                good.replace("\"no action\"", "null"),
                good.replace("1.5", "\"1.5\""),
                good.replace("false", "\"false\""),
                good.replace("\"undef\"", "7"),
                good.replace("\"symbols\":{}", "\"symbols\":[1]"),
                good.replace("\"symbols\":{}", "\"symbols\":{\"A\":1}"),
                json("no action", "\"action\":\"reject\""),
                json("no action", milter("\"add_headers\":{}"), milter("\"add_headers\":{}")),
                json("no action", "\"subject\":{}"),
                json("no action", "\"dkim-signature\":{}"),
                json("no action", "\"milter\":[{}]"),
                json("no action", milter("\"add_headers\":[{}]")),
                json("no action", milter("\"add_headers\":{\"X\":7}")),
                json("no action", milter("\"add_headers\":{\"X\":{\"order\":1}}")),
                json("no action", milter("\"add_headers\":{\"X\":{\"value\":\"v\",\"order\":\"1\"}}")),
                json("no action", milter("\"add_headers\":{\"X\":{\"value\":\"v\",\"order\":99999999999}}")),
                json("no action", milter("\"remove_headers\":{\"X\":\"1\"}")),
                json("no action", milter("\"remove_headers\":{\"X\":1.5}")),
                json("no action", milter("\"no_action\":1")),
                json("no action", "\"error\":\"no\""),
                json("no action", "\"deep\":" + "[".repeat(1000) + "]".repeat(1000)),
                json("no action", "\"subject\":\"" + "x".repeat(1_000_000) + "\""),
                json("no action", milter("\"remove_headers\":{\"X\":[" + "1,".repeat(2000) + "1]}")),
                "{\"urls\":[" + "\"http://www.example.org/\",".repeat(800_000) + "\"\"]}");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("wrongAnswers")
    void whatIsNoAnswerIsAFailureWithAShortReason(String json) {
        assertThatThrownBy(() -> Scans.meaning(json, HEADER))
                .isInstanceOf(WrongAnswer.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()))
                        .hasSizeLessThan(250)
                        .matches("[ -~]+"));
    }

    /** A message may have thousands of links, which rspamd lists. */
    @Test
    void longListsOfWhatIsNotKnownAreSkipped() throws IOException {
        assertThat(Scans.meaning(
                        json("no action", "\"urls\":[" + "\"http://www.example.org/\",".repeat(100_000) + "\"\"]"),
                        HEADER))
                .isInstanceOf(Verdict.Accept.class);
    }

    private static String milter(String members) {
        return "\"milter\":{" + members + "}";
    }

    private static String said(Answer answer) {
        return answer instanceof Verdict.Accept accept ? accept.remarks().said() : answer.toString();
    }

    /** The header after the edits of an answer. */
    private static String after(String json, String header) throws IOException {
        List<HeaderEdit> edits = Scans.meaning(json, header) instanceof Verdict.Edit edit ? edit.edits() : List.of();
        HeaderBlock block = Scans.header(header);
        boolean _ = block.edit(edits);
        return String.join("", block.fields());
    }
}
