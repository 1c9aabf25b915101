package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import postprox.smtp.Command;

/** No command passes that a server which clears the eighth bit would read as another one. */
class AsciiRuleTest {
    private final AsciiRule rule = new AsciiRule();

    @Test
    void aVerbIsAscii() {
        for (String line : List.of(
                "RSE\u00d4",
                "\u00d2SET",
                "RSET\u00a0",
                "\u00a0RSET",
                "DAT\u00c1",
                "BDA\u00d4 3 LAST",
                "STARTTL\u00d3",
                "MAI\u00cc FROM:<a@x>",
                "RCP\u00d4\tTO:<b@x>",
                "NOOP\u008d\u008aRSET",
                "\u00ae")) {
            assertThat(forbids(line)).as(line).isTrue();
        }
    }

    @Test
    void behindSevenBitAllOfACommandIs() {
        assertThat(forbids("RCPT TO:<\u00c3\u00a4@x>")).isFalse();
        accepted("MAIL FROM:<a@x> BODY=7BIT");
        assertThat(forbids("RCPT TO:<b@x>")).isFalse();
        for (String line : List.of(
                "RCPT TO:<b\u00c0y>",
                "RCPT TO:<b@x>\u008a",
                "VRFY \u00e1",
                "MAIL FROM:<a\u00c0y>",
                "EHLO \u00e1",
                "MAIL FROM:<\u00e1@x> BODY=8BITMIME")) {
            assertThat(forbids(line)).as(line).isTrue();
        }
        accepted("MAIL FROM:<a@x>");
        assertThat(forbids("RCPT TO:<\u00c3\u00a4@x>")).isFalse();
    }

    @Test
    void aMailThatIsNotAcceptedDoesNotEndThat() {
        accepted("MAIL FROM:<a@x> BODY=7BIT");
        rule.heard(Command.parse("MAIL FROM:<b@x>"));
        assertThat(forbids("RCPT TO:<b\u00c0y>")).isTrue();
    }

    @Test
    void aMailThatIsNotAcceptedBeginsIt() {
        rule.heard(Command.parse("MAIL FROM:<a@x> BODY=7BIT SMTPUTF8"));
        assertThat(forbids("MAIL FROM:<b\u00c0y>")).isTrue();
    }

    @Test
    void aMailThatSaysSevenBitIsItselfAscii() {
        assertThat(forbids("MAIL FROM:<\u00e1@x> BODY=7BIT")).isTrue();
        assertThat(forbids("RCPT TO:<\u00c3\u00a4@x>")).isFalse();
    }

    @Test
    void addressesInUtf8PassWhereTheNextHopAcceptedThem() {
        accepted("MAIL FROM:<a@x> BODY=7BIT");
        assertThat(forbids("MAIL FROM:<\u00d1\u008a@x> BODY=7BIT SMTPUTF8")).isFalse();
        accepted("MAIL FROM:<\u00d1\u008a@x> BODY=7BIT SMTPUTF8");
        assertThat(forbids("RCPT TO:<\u00d1\u008a@x>")).isFalse();
    }

    private void accepted(String mail) {
        rule.heard(Command.parse(mail));
        rule.accepted(Command.parse(mail));
    }

    private boolean forbids(String line) {
        return rule.forbids(Command.parse(line));
    }
}
