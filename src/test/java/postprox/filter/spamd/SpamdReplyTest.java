package postprox.filter.spamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Servers.CannotExamine;
import postprox.testkit.Monologue;
import postprox.testkit.ScriptedSpamd;

/** Only a whole reply with the code 0 and with scores that are numbers is a reply. */
class SpamdReplyTest {
    @Test
    void spamHasItsScoresAndItsRules() throws IOException {
        assertThat(read(ScriptedSpamd.reply("True ; 10.0 / 5.0", "GTUBE,SMALL_1")))
                .isEqualTo(new SpamdReply(
                        true, new BigDecimal("10.0"), new BigDecimal("5.0"), List.of("GTUBE", "SMALL_1")));
    }

    /** Where no rule was met the text is empty. */
    @Test
    void hamMayHaveNoRules() throws IOException {
        assertThat(read(ScriptedSpamd.reply("False ; -3.2 / 5.0", "")))
                .isEqualTo(new SpamdReply(false, new BigDecimal("-3.2"), new BigDecimal("5.0"), List.of()));
    }

    /** spamd ends its lines with CRLF, and the names of its header fields are spelled as in the request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SPAMD/1.1 0 EX_OK\nContent-length: 1\nSpam: True ; 10 / 5\n\nA",
                "SPAMD/1.5 0\r\nSpam: True;10/5\r\nContent-Length: 3\r\n\r\nA\r\n",
                "SPAMD/1.1 0 EX_OK\r\nX-Other: y\r\nCONTENT-LENGTH: 1\r\nspam:   True  ;   10  /  5  \r\n\r\nA"
            })
    void whatDiffersOnlyInFormIsTheSame(String text) throws IOException {
        assertThat(read(text)).isEqualTo(new SpamdReply(true, BigDecimal.TEN, BigDecimal.valueOf(5), List.of("A")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0 / 5.0",
                "True",
                "True ; 10.0",
                "True ; / 5.0",
                "True ; 10.0 /",
                "True / 10.0 ; 5.0",
                "true ; 10.0 / 5.0",
                "Maybe ; 10.0 / 5.0",
                "True ; NaN / 5.0",
                "True ; nan / 5.0",
                "True ; inf / 5.0",
                "True ; -Inf / 5.0",
                "False ; 1e9 / 5.0",
                "False ; 0x10 / 5.0",
                "False ; +1.0 / 5.0",
                "False ; --1.0 / 5.0",
                "False ; 1. / 5.0",
                "False ; .5 / 5.0",
                "False ; 1,5 / 5.0",
                "False ; 1.5.1 / 5.0",
                "False ; \u0661 / 5.0",
                "False ; 1000000000000000000000 / 5.0",
                "False ; 1.0 / 5.0 / 5.0"
            })
    void withoutScoresThereIsNoReply(String scores) {
        assertThatThrownBy(() -> read(ScriptedSpamd.reply(scores, "A")))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageStartingWith("its reply has no scores: '");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SPAMD/1.1 0 EX_OK\r\nContent-length: 1\r\n\r\nA",
                "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.1 / 5.0\r\n\r\n",
                "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.1 / 5.0\r\nSpam: True ; 9.0 / 5.0\r\nContent-length: 0\r\n\r\n",
                "SPAMD/1.1 0 EX_OK\r\nContent-length: 1\r\nSpam: False ; 0.1 / 5.0\r\nContent-length: 1\r\n\r\nA",
                "SPAMD/1.1 0 EX_OK\r\nContent-length: -1\r\nSpam: False ; 0.1 / 5.0\r\n\r\nA",
                "SPAMD/1.1 0 EX_OK\r\nContent-length: x\r\nSpam: False ; 0.1 / 5.0\r\n\r\nA",
                "SPAMD/1.1 0 EX_OK\r\nno field\r\nContent-length: 1\r\nSpam: False ; 0.1 / 5.0\r\n\r\nA"
            })
    void aHeadThatIsNotWholeIsNone(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(WrongAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "A,,B", "A B", "A,\u00e9", "A\0", "A\r\nB", "\u001b[2J"})
    void whatIsNoNameOfARuleIsRefused(String names) {
        assertThatThrownBy(() -> read(ScriptedSpamd.reply("False ; 0.1 / 5.0", names)))
                .isInstanceOf(WrongAnswer.class)
                .message()
                .matches("its reply has what is no name of a rule: '[ -~\u00a0-\u00ff]*'");
    }

    @Test
    void aVeryLongNameIsRefused() {
        assertThatThrownBy(() -> read(ScriptedSpamd.reply("False ; 0.1 / 5.0", "A".repeat(201))))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageStartingWith("its reply has what is no name of a rule: 'AAA");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SPAMD/1.0 76 Bad header line: (x) | protocol error",
                "SPAMD/1.0 69 Service Unavailable: x | service unavailable",
                "SPAMD/1.1 75 EX_TEMPFAIL | temporary failure",
                "SPAMD/1.1 1 | unknown code 1",
                "SPAMD/1.1 999 x | unknown code 999"
            })
    void anErrorIsNamed(String line, String words) {
        assertThatThrownBy(() -> read(line + "\r\n"))
                .isInstanceOf(WrongAnswer.class)
                .hasMessage("it failed (" + words + "): '" + line + "'");
    }

    @ParameterizedTest
    @CsvSource({"65, error in the message", "67, unknown user", "79, timeout of its own"})
    void anErrorAboutTheMessageIsNotSpamds(int code, String words) {
        assertThatThrownBy(() -> read("SPAMD/1.0 " + code + " x\r\n"))
                .isInstanceOf(CannotExamine.class)
                .hasMessage("it failed (" + words + "): 'SPAMD/1.0 " + code + " x'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 0 OK",
                "SPAMD 0 EX_OK",
                "SPAMD/1.1",
                "SPAMD/1.1 ",
                "SPAMD/1.1  0 EX_OK",
                "SPAMD/1.1 -0 EX_OK",
                "SPAMD/1.1 0x0 EX_OK",
                "SPAMD/1.1 0000 EX_OK",
                "spamd/1.1 0 EX_OK",
                ""
            })
    void anotherFirstLineIsNoSpamds(String line) {
        assertThatThrownBy(() -> read(line + "\r\nContent-length: 0\r\nSpam: False ; 0.1 / 5.0\r\n\r\n"))
                .isInstanceOf(WrongAnswer.class)
                .hasMessage("no spamd is there: it answered '" + line + "'");
    }

    /** spamd's child may die while it writes. */
    @Property
    void aReplyThatBreaksOffIsNone(@ForAll @IntRange(min = 0, max = 70) int length) {
        String whole = ScriptedSpamd.reply("False ; 0.1 / 5.0", "ONE,OTHER");
        assertThat(whole.length()).isGreaterThan(70);

        assertThatThrownBy(() -> read(whole.substring(0, length))).isInstanceOf(postprox.net.WireException.class);
    }

    private static SpamdReply read(String text) throws IOException {
        return SpamdReply.read(new Exchange(new Monologue(text)), true, _ -> false);
    }
}
