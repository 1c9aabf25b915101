package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EhloReplyTest {
    /** The whole of what a client may have through us: whoever changes the table has to say so here, too. */
    private static final Map<String, Boolean> PASSES = new TreeMap<>(Map.ofEntries(
            Map.entry("SIZE", true),
            Map.entry("8BITMIME", true),
            Map.entry("SMTPUTF8", true),
            Map.entry("DSN", true),
            Map.entry("PIPELINING", true),
            Map.entry("ENHANCEDSTATUSCODES", true),
            Map.entry("AUTH", true),
            Map.entry("VRFY", true),
            Map.entry("EXPN", true),
            Map.entry("HELP", true),
            Map.entry("ETRN", true),
            Map.entry("DELIVERBY", true),
            Map.entry("MT-PRIORITY", true),
            Map.entry("MTRK", true),
            Map.entry("SUBMITTER", true),
            Map.entry("NO-SOLICITING", true),
            Map.entry("FUTURERELEASE", true),
            Map.entry("CONPERM", true),
            Map.entry("CONNEG", true),
            Map.entry("RRVS", true),
            Map.entry("REQUIRETLS", true),
            Map.entry("LIMITS", true),
            Map.entry("XFORWARD", true),
            Map.entry("XCLIENT", true),
            Map.entry("CHUNKING", true),
            Map.entry("BINARYMIME", false),
            Map.entry("STARTTLS", false),
            Map.entry("X-ANONYMOUSTLS", false),
            Map.entry("BURL", false),
            Map.entry("XEXCH50", false),
            Map.entry("CHECKPOINT", false),
            Map.entry("PRDR", false),
            Map.entry("SEND", false),
            Map.entry("SOML", false),
            Map.entry("SAML", false),
            Map.entry("TURN", false),
            Map.entry("ATRN", false),
            Map.entry("LMTP", false),
            Map.entry("VERB", false),
            Map.entry("ONEX", false),
            Map.entry("UTF8SMTP", false)));

    @Test
    void everyKnownExtensionPassesOrIsWithheldAsListedHere() {
        Map<String, Boolean> table = new TreeMap<>();
        Arrays.stream(Extension.values())
                .forEach(extension -> table.put(
                        extension.keyword(),
                        forClient(extension.keyword() + " X").size() == 2));
        assertThat(table).isEqualTo(PASSES);
    }

    @Test
    void whatNobodyKnowsIsLeftOut() {
        assertThat(forClient("XNEW", "X-EXPS", "SIZE", "", "8BITMIMES")).containsExactly("250-mx", "250 SIZE");
    }

    @Test
    void keywordsAreReadInAnyCaseAndPassAsTheyWereWritten() {
        assertThat(forClient("size 1000", "8bitmime", "binarymime", "StartTLS"))
                .containsExactly("250-mx", "250-size 1000", "250 8bitmime");
    }

    /** The way before RFC 2554, which Postfix still writes for old clients (broken_sasl_auth_clients). */
    @Test
    void oldWayToWriteAuthPasses() {
        assertThat(forClient("AUTH PLAIN LOGIN", "AUTH=PLAIN LOGIN"))
                .containsExactly("250-mx", "250-AUTH PLAIN LOGIN", "250 AUTH=PLAIN LOGIN");
    }

    @Test
    void withheldKeywordCannotHideBehindAnEqualsSignOrBlanks() {
        assertThat(forClient("BINARYMIME=1", " BINARYMIME", "  STARTTLS  ")).containsExactly("250 mx");
    }

    @Test
    void onlyTheLastLineIsMarkedAsTheLast() {
        assertThat(forClient("BURL")).containsExactly("250 mx");
        assertThat(forClient("DSN", "BURL")).containsExactly("250-mx", "250 DSN");
        assertThat(forClient("BURL", "DSN")).containsExactly("250-mx", "250 DSN");
        assertThat(forClient()).containsExactly("250 mx");
    }

    /** The sizes that the next hop takes, and we take, and what the client may count on. */
    @ParameterizedTest
    @CsvSource({
        "1001, 1000, 1000",
        "1000, 1000, 1000",
        "999, 1000, 999",
        "0, 1000, 1000",
        "many, 1000, 1000",
        "1001, 0, 1001",
    })
    void smallerSizeIsOfferedAndNothingElseChanges(String theirs, long ours, String offered) {
        Reply reply = new Reply(250, List.of("250-mx", "250-SIZE " + theirs, "250-X", "250 DSN"));
        assertThat(EhloReply.forClient(reply, ours, true).lines())
                .containsExactly("250-mx", "250-SIZE " + offered, "250 DSN");
    }

    @Test
    void sizeThatWeTakePassesAsItWasWritten() {
        Reply reply = new Reply(250, List.of("250-mx", "250 size  1000"));
        assertThat(EhloReply.forClient(reply, 1000, true).lines()).containsExactly("250-mx", "250 size  1000");
    }

    /** RFC 1870 section 4. */
    @ParameterizedTest
    @CsvSource({
        "250 SIZE 1000, 1000",
        "'250  Size  1000 ', 1000",
        "250 SIZE 0, 0",
        "250 SIZE, 0",
        "250 SIZE many, 0",
        "250 SIZE -1, 0",
        "250 SIZE 1000 2000, 0",
        "250 SIZE 1000000000000000000, 9223372036854775807",
        "250 XSIZE 1000, 0",
        "250 DSN, 0",
    })
    void largestMessageOfTheNextHopIsTheNumberOfSize(String line, long size) {
        assertThat(EhloReply.size(new Reply(250, List.of("250-SIZE 1", line)))).isEqualTo(size);
        assertThat(EhloReply.size(new Reply(250, List.of("250-mx", "250-DSN", line))))
                .isEqualTo(size);
    }

    @Test
    void greetingIsNoExtension() {
        Reply reply = new Reply(250, List.of("250-STARTTLS", "250 DSN"));
        assertThat(EhloReply.forClient(reply, 0, true).lines()).containsExactly("250-STARTTLS", "250 DSN");
        assertThat(EhloReply.offered(reply)).containsExactly(Extension.DSN);
    }

    @Test
    void linesOfACodeAloneDoNoHarm() {
        assertThat(EhloReply.forClient(new Reply(250, List.of("250", "250")), 0, true)
                        .lines())
                .containsExactly("250 ");
    }

    @Test
    void offeredAreTheKnownOnesWhetherTheyPassOrNot() {
        Reply reply = new Reply(250, List.of("250-mx", "250-XFORWARD NAME ADDR", "250-XNEW", "250 CHUNKING"));
        assertThat(EhloReply.offered(reply)).containsExactlyInAnyOrder(Extension.XFORWARD, Extension.CHUNKING);
    }

    private static List<String> forClient(String... extensions) {
        List<String> lines = new ArrayList<>(List.of("250-mx"));
        for (String extension : extensions) {
            lines.add("250-" + extension);
        }
        lines.set(lines.size() - 1, "250 " + lines.getLast().substring(4));
        return EhloReply.forClient(new Reply(250, lines), 0, true).lines();
    }
}
