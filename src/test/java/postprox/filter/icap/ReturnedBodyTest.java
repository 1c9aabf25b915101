package postprox.filter.icap;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.icap.IcapLab.LARGE;
import static postprox.filter.icap.IcapLab.SMALL;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedIcap;

/** A service that sends a body back. It is clean only if it is the message to the last byte. */
class ReturnedBodyTest {
    private static final String OTHER_TEXT =
            "it returned another text than the message; only with modify=yes may a text of the same type pass";

    @AutoClose
    private final IcapLab lab;

    ReturnedBodyTest(@TempDir Path directory) throws IOException {
        lab = new IcapLab(directory);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theMessageItselfIsClean(boolean modifies) {
        for (String text : new String[] {"", "x", SMALL, LARGE}) {
            returns(text.length(), text);
            assertThat(lab.ask(lab.filter(IcapLab.rules(false, modifies)), text))
                    .isInstanceOf(Verdict.Accept.class);
        }
    }

    /** It reads no more while nobody reads what it sends. */
    @Test
    void aServiceThatReturnsEachByteAsItComesIsReadMeanwhile() {
        lab.service.behave(conversation -> {
            conversation.awaitParts();
            String head = ScriptedIcap.httpHead(LARGE.length());
            conversation.say(
                    "ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=" + head.length() + "\r\n\r\n" + head);
            for (String size = conversation.chunkLine(); !size.equals("0"); size = conversation.chunkLine()) {
                String chunk = latin(conversation.read(Integer.parseInt(size, 16)));
                conversation.say(size + "\r\n" + chunk + conversation.chunkLine() + "\r\n");
            }
            conversation.say("0" + conversation.chunkLine() + "\r\n\r\n");
        });

        assertThat(lab.ask(LARGE)).isInstanceOf(Verdict.Accept.class);
    }

    /** c-icap's virus_scan does so when it finds a virus after it has begun to send the message back. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBeginningOfTheMessageIsNotClean(boolean modifies) {
        returns(LARGE.length(), LARGE.substring(0, 150_000));

        assertThat(lab.ask(lab.filter(IcapLab.rules(false, modifies)), LARGE))
                .isEqualTo(lab.doubtful("it returned 150000 bytes of a message of " + LARGE.length()
                        + ", and not as many as it said, as c-icap does when it finds a virus late"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noLengthOfAPartMakesItClean(boolean modifies) throws IOException {
        IcapFilter filter = lab.filter(IcapLab.rules(false, modifies));
        for (int length = 0; length < SMALL.length(); length++) {
            returns(SMALL.length(), SMALL.substring(0, length));
            assertThat(lab.ask(filter, SMALL)).as("%d", length).isInstanceOf(NoVerdict.Doubtful.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 16, 18, 1_000_000})
    void aLengthThatDoesNotFitIsNotClean(long declared) {
        returns(declared, SMALL);

        assertThat(lab.ask(SMALL)).isInstanceOf(NoVerdict.Doubtful.class);
    }

    @Test
    void aBodyThatBreaksOffIsNotClean() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            String head = ScriptedIcap.httpHead(SMALL.length());
            conversation.say("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=" + head.length() + "\r\n\r\n" + head
                    + Integer.toHexString(SMALL.length()) + "\r\n" + SMALL + "\r\n");
            conversation.close();
        });

        assertThat(lab.ask(SMALL)).isEqualTo(lab.doubtful("it closed the connection in the middle of its reply"));
    }

    @Test
    void anotherTextIsInDoubtAtItsFirstByte() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            String head = ScriptedIcap.httpHead(1_000_000_000);
            conversation.say(
                    "ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=" + head.length() + "\r\n\r\n" + head);
            while (true) {
                conversation.say("4\r\nmore\r\n");
            }
        });

        assertThat(lab.ask(SMALL)).isEqualTo(lab.doubtful(OTHER_TEXT));
    }

    @Test
    void anotherTextPassesIfTheAdministratorSaysSo() throws IOException {
        IcapFilter filter = lab.filter(IcapLab.rules(false, true));
        for (String other : new String[] {
            "X-Scanned: yes\n" + SMALL,
            SMALL + "disclaimer\n",
            SMALL.substring(0, 11),
            SMALL.replace("body", "????"),
            LARGE + "\u00e9\0\u00ff",
            "z".repeat(100_000)
        }) {
            returns(other.length(), other);
            assertThat(lab.changed(filter, SMALL)).isEqualTo(other);
        }
        String tail = LARGE.substring(0, LARGE.length() - 5) + "other";
        returns(tail.length(), tail);
        assertThat(lab.changed(filter, LARGE)).isEqualTo(tail);
        assertThat(lab.service.connections()).as("the connection is kept").isEqualTo(1);
    }

    @Test
    void anEmptyTextNeverPassesInPlaceOfAMessage() {
        returns(0, "");

        assertThat(lab.ask(lab.filter(IcapLab.rules(false, true)), SMALL))
                .isEqualTo(lab.doubtful("it returned an empty text in place of the message"));
    }

    @Test
    void anotherTextOfAWrongLengthNeverPasses() {
        for (int declared : new int[] {7, 8, 10, 1000}) {
            returns(declared, "9 bytes!\n");
            assertThat(lab.ask(lab.filter(IcapLab.rules(false, true)), SMALL)).isInstanceOf(NoVerdict.Doubtful.class);
        }
    }

    /** Some services send a page about the virus with the status 200, and no field that says so. */
    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Type: text/html\r\n", "", "Content-Type: message/rfc822\r\nContent-Encoding: gzip\r\n"})
    void aPageOfAnotherTypeNeverPassesInPlaceOfAMessage(String fields) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.sayBody("", "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 4\r\n\r\n", bytes("page"));
        });

        assertThat(lab.ask(lab.filter(IcapLab.rules(false, true)), SMALL)).isEqualTo(lab.doubtful(OTHER_TEXT));
    }

    @Test
    void anAnswerToARequestThatNobodyMadeNeverPasses() {
        returns(4, "page");

        assertThat(lab.ask(
                        lab.filter(IcapLab.rules(
                                Method.REQMOD, false, true, IcapLab.rules().meaning())),
                        SMALL))
                .isEqualTo(lab.doubtful("it answered with a page of its own in place of the message"));
    }

    /** With modify=yes a service could fill the disk otherwise. */
    @Test
    void aTextWithoutEndIsReadOnlyAsFarAsItsLength() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            String head = ScriptedIcap.httpHead(1000);
            conversation.say(
                    "ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=" + head.length() + "\r\n\r\n" + head);
            while (true) {
                conversation.say("4\r\nmore\r\n");
            }
        });

        assertThat(lab.ask(lab.filter(IcapLab.rules(false, true)), SMALL))
                .isEqualTo(lab.doubtful("it returned more than the length that it said"));
    }

    private void returns(long declared, String body) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.sayBody("", ScriptedIcap.httpHead(declared), bytes(body));
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
