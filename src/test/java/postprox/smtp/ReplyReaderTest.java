package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {
    @Test
    void replyOfOneLine() throws IOException {
        assertThat(read("250 2.0.0 Ok: queued as 4ABC\r\n"))
                .isEqualTo(new Reply(250, List.of("250 2.0.0 Ok: queued as 4ABC")));
    }

    @Test
    void replyOfSeveralLinesKeepsThemAll() throws IOException {
        assertThat(read("550-5.7.1 no\r\n550-\r\n550 5.7.1 never\r\n").lines())
                .containsExactly("550-5.7.1 no", "550-", "550 5.7.1 never");
    }

    /** RFC 5321 section 4.2: a receiver must take a code alone for a reply. */
    @Test
    void codeAloneIsAReply() throws IOException {
        assertThat(read("250\r\n")).isEqualTo(new Reply(250, List.of("250")));
        assertThat(read("250-a\r\n250\r\n").lines()).containsExactly("250-a", "250");
    }

    @Test
    void severalRepliesInOnePacketAreTakenOneByOne() throws IOException {
        InputBuffer in = Portions.of("250 one\r\n354-two\r\n354 three\r\n250 four\r\n");
        assertThat(ReplyReader.read(in).oneLine()).isEqualTo("250 one");
        assertThat(ReplyReader.read(in).oneLine()).isEqualTo("354-two / 354 three");
        assertThat(ReplyReader.read(in).oneLine()).isEqualTo("250 four");
    }

    @Test
    void replySplitAtEveryByteIsTheSame() throws IOException {
        String text = "250-a b\r\n250 c\r\n";
        for (InputBuffer in : Portions.inTwo(text)) {
            assertThat(ReplyReader.read(in)).isEqualTo(read(text));
        }
        assertThat(ReplyReader.read(Portions.bytewise(text))).isEqualTo(read(text));
    }

    /** A client could take a CR for a line end, a program in C a NUL for the end of the text. */
    @Test
    void nothingInAReplyBecomesASecondLine() throws IOException {
        assertThat(read("250 a\r250 b\0c\u001b[2Jd\u007f\r\n").lines()).containsExactly("250 a?250 b?c?[2Jd?");
    }

    @Test
    void tabIsABlankAndBytesBeyondAsciiStay() throws IOException {
        assertThat(read("250\tgr\u00c3\u00bc\u00df\u00ff\r\n").lines())
                .containsExactly("250 gr\u00c3\u00bc\u00df\u00ff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n", // nothing
                "25\r\n", // too few digits
                "2500 ok\r\n", // too many
                "250x ok\r\n", // neither blank nor hyphen behind the code
                "25o ok\r\n",
                "050 ok\r\n", // RFC 5321 section 4.2.1: the first digit is 2 to 5; 1 is kept for extensions
                "650 ok\r\n",
                " 250 ok\r\n",
                "250-a\r\n251 b\r\n", // section 4.2.1: the same code on every line
                "250-a\r\nb\r\n",
                "250-a\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u00b2\u00b50 superscript digits are digits to Java\r\n",
            })
    void whatIsNoReplyIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedReplyException.class);
    }

    @Test
    void complaintQuotesALittleOfWhatCame() {
        assertThatThrownBy(() -> read("HTTP/1.1 400 " + "x".repeat(200) + "\u0007\r\n"))
                .hasMessageStartingWith("not a reply: \"HTTP/1.1 400 xxx")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(100));
    }

    @Test
    void lineOfTheLimitIsTakenAndALongerOneRefused() throws IOException {
        String longest = "250 " + "x".repeat(SmtpLimits.REPLY_LINE_BYTES - 6);
        assertThat(read(longest + "\r\n").lines()).containsExactly(longest);
        assertThatThrownBy(() -> read(longest + "x\r\n")).isInstanceOf(MalformedReplyException.class);
    }

    @Test
    void everyDigitIsADigit() throws IOException {
        assertThat(read("209 ok\r\n").code()).isEqualTo(209);
        assertThat(read("590 no\r\n").code()).isEqualTo(590);
    }

    @Test
    void replyOfAsManyBytesAsAreTakenIsTaken() throws IOException {
        int lines = SmtpLimits.REPLY_BYTES / 8;
        assertThat(read("250-1234\r\n".repeat(lines - 1) + "250 1234\r\n").lines())
                .hasSize(lines);
        assertThatThrownBy(() -> read("250-1234\r\n".repeat(lines - 1) + "250 12345\r\n"))
                .isInstanceOf(MalformedReplyException.class);
    }

    @Test
    void replyThatNeverEndsIsRefused() {
        assertThatThrownBy(() -> read("250-\r\n".repeat(SmtpLimits.REPLY_BYTES)))
                .isInstanceOf(MalformedReplyException.class);
    }

    @Test
    void replyThatBreaksOffIsNoReply() {
        for (String text : List.of("", "2", "250 ok", "250 ok\r", "250-ok\r\n", "250-ok\r\n250 ok")) {
            assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(EOFException.class);
        }
    }

    /** Whatever a server says: a reply that is safe to pass on, or none. */
    @Property
    void whatPassesAsAReplyIsOne(
            @ForAll List<@IntRange(max = 13) Integer> bytes, @ForAll List<@IntRange(min = 1, max = 9) Integer> lengths)
            throws IOException {
        StringBuilder text = new StringBuilder("250");
        bytes.forEach(b -> text.append("250-- \r\n\n\t\0a\u00ff\u00b2".charAt(b)));
        Reply reply;
        try {
            reply = ReplyReader.read(Portions.split(text.toString(), lengths));
        } catch (MalformedReplyException | EOFException e) {
            return;
        }
        String last = reply.lines().getLast();
        assertThat(reply.lines()).allMatch(line -> line.matches("250([- ][^\\x00-\\x1f\\x7f]*)?"));
        assertThat(reply.lines().subList(0, reply.lines().size() - 1)).allMatch(line -> line.startsWith("250-"));
        assertThat(last).doesNotStartWith("250-");
    }

    private static Reply read(String text) throws IOException {
        return ReplyReader.read(Portions.of(text));
    }
}
