package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log names the mechanism of an AUTH command, and never its secret (RFC 4954 section 4). */
class RedactionTest {
    private static final String SECRET = "AGJvc3MAczNjcjN0";

    @ParameterizedTest
    @ValueSource(strings = {"MAIL FROM:<a@b>", "ehlo x", " NOOP  AUTH PLAIN ", "AUTHS PLAIN " + SECRET, ""})
    void everyOtherCommandIsLoggedAsItCame(String line) {
        assertThat(Redaction.of(Command.parse(line))).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PLAIN",
                "CRAM-MD5",
                "SCRAM-SHA-256-PLUS",
                "GSS_SPNEGO",
                "A",
                "Z",
                "a",
                "z",
                "0",
                "9",
                "-",
                "_",
                "ABCDEFGHIJKLMNOPQRST", // 20 characters, the most (RFC 4422 section 3.1)
            })
    void mechanismIsNamed(String mechanism) {
        for (String rest : new String[] {"", " " + SECRET, "\t" + SECRET}) {
            assertThat(Redaction.of(Command.parse("auth " + mechanism + rest))).isEqualTo("AUTH " + mechanism + " ...");
        }
    }

    /** The word could be the secret itself, which a client has sent without its mechanism. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ABCDEFGHIJKLMNOPQRSTU", // 21 characters
                "PLAIN@" + SECRET,
                "PLAIN[" + SECRET,
                "PLAIN`" + SECRET,
                "PLAIN{" + SECRET,
                "PLAIN/" + SECRET,
                "PLAIN:" + SECRET,
                "PLAIN=" + SECRET,
                "PLAIN\u000b" + SECRET,
                "PLAIN\r" + SECRET,
                "\u00e9" + SECRET,
                "=" + SECRET,
            })
    void wordThatIsNoMechanismIsLeftOut(String argument) {
        assertThat(Redaction.of(Command.parse("AUTH " + argument))).isEqualTo("AUTH  ...");
    }

    /** RFC 4954 section 4: each step of the dialogue is a line of its own, and has no verb. */
    @Test
    void stepOfAuthIsLeftOut() {
        assertThat(Redaction.of(Command.continued(Verb.AUTH, Line.whole(SECRET))))
                .isEqualTo("AUTH  ...");
    }

    @Test
    void authThatWasTooLongIsLeftOut() {
        Line line = new Line("AUTH PLAIN " + SECRET, Line.Form.TOO_LONG);
        assertThat(Redaction.of(Command.of(line))).isEqualTo("AUTH  ...");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"AUTH|AUTH  ...", "  AUTH  \t|AUTH  ...", "\tauth  PLAIN " + SECRET + "|AUTH PLAIN ..."})
    void blanksOfAnAuthCommandTellNothing(String line, String logged) {
        assertThat(Redaction.of(Command.parse(line))).isEqualTo(logged);
    }
}
