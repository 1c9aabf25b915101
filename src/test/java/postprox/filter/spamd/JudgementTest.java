package postprox.filter.spamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.mail.HeaderBlock;
import postprox.smtp.Reply;
import postprox.smtp.SmtpRoundTrip;
import postprox.text.WireText;

/** What becomes of a message by its score, and which header it has then. */
class JudgementTest {
    private static final Judgement USUAL = judgement("", "", Marking.ALL, "");
    private static final String PLAIN = "Received: x\nSubject: Hello\n";

    @Test
    void spamIsMarkedAsSpamAssassinMarksIt() throws IOException {
        assertThat(header(USUAL, reply(true, "12.3", "GTUBE", "OTHER"), PLAIN)).isEqualTo("""
                X-Spam-Flag: YES
                X-Spam-Level: ************
                X-Spam-Status: Yes, score=12.3 required=5.0 tests=GTUBE,OTHER
                """ + PLAIN);
    }

    @Test
    void hamSaysSo() throws IOException {
        assertThat(header(USUAL, reply(false, "1.9", "OTHER"), PLAIN)).isEqualTo("""
                X-Spam-Level: *
                X-Spam-Status: No, score=1.9 required=5.0 tests=OTHER
                """ + PLAIN);
        assertThat(header(USUAL, reply(false, "-3.2"), PLAIN)).isEqualTo("""
                X-Spam-Status: No, score=-3.2 required=5.0 tests=none
                """ + PLAIN);
    }

    @Test
    void whatAMessageWasFoundToBeIsInTheLog() throws IOException {
        Remarks expected = new Remarks("score 12.3 of 5.0: GTUBE,OTHER", Optional.empty());
        assertThat(USUAL.of(reply(true, "12.3", "GTUBE", "OTHER"), text(PLAIN)))
                .isInstanceOfSatisfying(
                        Verdict.Edit.class, edit -> assertThat(edit.remarks()).isEqualTo(expected));
        assertThat(judgement("12", "", Marking.ALL, "").of(reply(true, "12.3", "GTUBE"), text(PLAIN)))
                .isEqualTo(
                        new Verdict.Reject(Reply.of(554, "5.7.1 Message looks like spam"), "score 12.3 of 5.0: GTUBE"));
        assertThat(judgement("", "", Marking.SPAM, "").of(reply(false, "0.1"), text(PLAIN)))
                .isEqualTo(new Verdict.Accept(new Remarks("score 0.1 of 5.0: none", Optional.empty())));
    }

    @ParameterizedTest
    @CsvSource({"9.9, false", "10.0, true", "10, true", "10.1, true", "999999999999.9, true", "-10.0, false"})
    void aMessageIsRefusedFromItsScoreOn(String score, boolean isRefused) throws IOException {
        Answer answer = judgement("10", "", Marking.ALL, "").of(reply(true, score), text(PLAIN));

        assertThat(answer instanceof Verdict.Reject).isEqualTo(isRefused);
    }

    /** The administrator's limit holds, whatever spamd itself calls the message. */
    @Test
    void aLimitOfTheAdministratorsStandsInThePlaceOfSpamds() throws IOException {
        assertThat(header(judgement("", "3.5", Marking.ALL, ""), reply(false, "3.5", "A"), PLAIN))
                .isEqualTo("""
                X-Spam-Flag: YES
                X-Spam-Level: ***
                X-Spam-Status: Yes, score=3.5 required=3.5 tests=A
                """ + PLAIN);
        assertThat(header(judgement("", "8", Marking.ALL, ""), reply(true, "7.9", "A"), PLAIN))
                .isEqualTo("""
                X-Spam-Level: *******
                X-Spam-Status: No, score=7.9 required=8 tests=A
                """ + PLAIN);
    }

    @Test
    void spamAloneIsMarkedWhereTheAdministratorSaysSo() throws IOException {
        Judgement judgement = judgement("", "", Marking.SPAM, "");

        assertThat(judgement.of(reply(false, "0.1"), text(PLAIN))).isInstanceOf(Verdict.Accept.class);
        assertThat(header(judgement, reply(true, "6.0", "A"), PLAIN)).startsWith("X-Spam-Flag: YES\n");
    }

    @Test
    void nothingIsMarkedWhereTheAdministratorSaysSo() throws IOException {
        Judgement judgement = judgement("", "", Marking.NONE, "");

        assertThat(judgement.of(reply(false, "0.1"), text(PLAIN))).isInstanceOf(Verdict.Accept.class);
        assertThat(judgement.of(reply(true, "6.0"), text(PLAIN))).isInstanceOf(Verdict.Accept.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatASenderHasForgedIsGoneInAnyCase(Marking marking) throws IOException {
        String forged = """
                X-Spam-Flag: NO
                Subject: Hello
                x-spam-status: No, score=-100
                \ttests=none
                X-SPAM-Report : clean
                X-Spam-Flag: NO
                X-Spam-Checker-Version: 1
                X-Spamd-Result: another program's
                X-Spam: another program's
                """;
        String kept = """
                Subject: Hello
                X-Spamd-Result: another program's
                X-Spam: another program's
                """;
        assertThat(header(judgement("", "", marking, ""), reply(false, "0.1"), forged))
                .endsWith(kept)
                .doesNotContain("Flag", "Report", "-100", "Checker");
        assertThat(header(judgement("", "", marking, ""), reply(true, "9.0"), forged))
                .endsWith(kept)
                .doesNotContain("NO\n", "Report", "-100", "Checker");
    }

    /** A next hop that skips the line would find the field. */
    @ParameterizedTest
    @EnumSource
    void aFieldBehindALineOfNoFieldIsNoFieldAnyMore(Marking marking) throws IOException {
        assertThat(header(
                        judgement("", "", marking, ""), reply(false, "0.1"), "Subject: x\nnonsense\nX-Spam-Flag: NO\n"))
                .endsWith("Subject: x\n\n");
    }

    /** The chain refuses it: without a look at all fields none can be called clean. */
    @ParameterizedTest
    @EnumSource
    void aMessageWhoseHeaderIsTooLargeDoesNotPassAsItIs(Marking marking) throws IOException {
        String large = ("X-Large: " + "x".repeat(900) + "\n").repeat(300);

        assertThat(judgement("", "", marking, "").of(reply(false, "0.1"), text(large)))
                .isInstanceOf(Verdict.Edit.class);
    }

    /** A sender can make a message that takes SpamAssassin longer than its time_limit. */
    @Test
    void aMessageThatWasNotExaminedToItsEndIsNoHam() throws IOException {
        SpamdReply cut = reply(false, "0.0", "TIME_LIMIT_EXCEEDED");
        for (Marking marking : Marking.values()) {
            assertThatThrownBy(() -> judgement("", "", marking, "").of(cut, text(PLAIN)))
                    .isInstanceOf(Servers.CannotExamine.class);
        }
        assertThat(header(USUAL, reply(true, "9.0", "A", "TIME_LIMIT_EXCEEDED"), PLAIN))
                .startsWith("X-Spam-Flag: YES\n");
    }

    @Test
    void theLevelHasAtMostFiftyStars() throws IOException {
        assertThat(header(USUAL, reply(true, "999999999999.9", "A"), PLAIN))
                .contains("X-Spam-Level: " + "*".repeat(50) + "\n", "score=999999999999.9 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0", "-0.0", "0.9", "-12.5"})
    void aScoreBelowOneHasNoStars(String score) throws IOException {
        assertThat(header(USUAL, reply(false, score, "A"), PLAIN)).doesNotContain("Level");
    }

    @Property(tries = 200)
    void anyNumberOfRulesFitsTheLinesOfAHeader(
            @ForAll @IntRange(min = 0, max = 400) int count, @ForAll @IntRange(min = 1, max = 80) int length)
            throws IOException {
        List<String> names = IntStream.range(0, count)
                .mapToObj(i -> (i + "_" + "A".repeat(i % length + 1)))
                .toList();
        String header = header(USUAL, reply(true, "9.9", names.toArray(String[]::new)), "");

        assertThat(header.lines()).allMatch(line -> line.length() <= 85 + 8);
        String status = header.substring(header.indexOf("X-Spam-Status:")).replace("\n\t", "\t");
        assertThat(status.replace("\t", count == 0 ? " " : "").replaceFirst(" ?tests=", " tests="))
                .isEqualTo("X-Spam-Status: Yes, score=9.9 required=5.0 tests="
                        + (names.isEmpty() ? "none" : String.join(",", names)) + "\n");
    }

    @Test
    void aVeryLongNameHasALineOfItsOwn() throws IOException {
        String name = "A".repeat(SpamdReply.LONGEST_NAME);

        assertThat(header(USUAL, reply(true, "9.9", "SHORT", name, "OTHER"), ""))
                .contains("tests=SHORT,\n\t" + name + ",\n\tOTHER\n");
    }

    @Test
    void theSubjectOfSpamHasATextInFront() throws IOException {
        Judgement judgement = judgement("", "", Marking.NONE, "[SPAM]");

        assertThat(header(judgement, reply(true, "9.9"), PLAIN)).isEqualTo("Received: x\nSubject: [SPAM] Hello\n");
        assertThat(header(judgement, reply(true, "9.9"), "subject:Hello\n\tworld\nTo: b\nSUBJECT : 2\n"))
                .isEqualTo("Subject: [SPAM] Hello\n\tworld\nTo: b\nSubject: [SPAM] 2\n");
        assertThat(header(judgement, reply(true, "9.9"), "To: b\n")).isEqualTo("To: b\nSubject: [SPAM]\n");
        assertThat(judgement.of(reply(false, "0.1"), text(PLAIN))).isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void aSubjectThatNoFilterCouldWriteStaysAsItIs() throws IOException {
        Judgement judgement = judgement("", "", Marking.SPAM, "[SPAM]");

        for (String subject : List.of("Subject: a\u0000b\n", "Subject: a\rb\n", "Subject: " + "x".repeat(989) + "\n")) {
            assertThat(header(judgement, reply(true, "9.9"), subject))
                    .startsWith("X-Spam-Flag: YES\n")
                    .endsWith(subject);
        }
        assertThat(header(judgement, reply(true, "9.9"), "Subject: \u00e9\u00ff\n"))
                .endsWith("Subject: [SPAM] \u00e9\u00ff\n");
    }

    private static Judgement judgement(String reject, String tag, Marking marking, String subjectTag) {
        return new Judgement(Score.of(reject), Score.of(tag), "Message looks like spam", marking, subjectTag);
    }

    private static SpamdReply reply(boolean isSpam, String score, String... tests) {
        return new SpamdReply(isSpam, new BigDecimal(score), new BigDecimal("5.0"), List.of(tests));
    }

    /** The header that the message has then. */
    private static String header(Judgement judgement, SpamdReply reply, String header) throws IOException {
        HeaderBlock block = HeaderBlock.read(text(header));
        if (judgement.of(reply, text(header)) instanceof Verdict.Edit(var edits, var content, var _)) {
            assertThat(content).isEmpty();
            boolean _ = block.edit(edits);
        }
        byte[] bytes = block.bytes();
        return WireText.of(bytes, 0, bytes.length);
    }

    private static SmtpRoundTrip.Blocks text(String text) {
        byte[] all = WireText.bytes(text);
        int[] at = {0};
        return block -> {
            int count = Math.min(block.length, all.length - at[0]);
            System.arraycopy(all, at[0], block, 0, count);
            at[0] += count;
            return count == 0 ? -1 : count;
        };
    }
}
