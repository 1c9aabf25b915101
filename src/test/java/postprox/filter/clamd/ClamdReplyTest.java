package postprox.filter.clamd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.text.WireText;

/** What clamd says is read from the end of its line; only a whole line that says OK lets a message pass. */
class ClamdReplyTest {
    @ParameterizedTest
    @ValueSource(strings = {"stream: OK", "fd[12]: OK"})
    void nothingWasFound(String line) {
        assertThat(ClamdReply.parse(line)).isEqualTo(new ClamdReply.Clean());
    }

    @ParameterizedTest
    @CsvSource({
        "stream: Eicar-Test-Text.UNOFFICIAL FOUND, Eicar-Test-Text.UNOFFICIAL",
        "fd[7]: Win.Test.EICAR_HDB-1 FOUND, Win.Test.EICAR_HDB-1",
        "stream: A name: with blanks FOUND FOUND, A name: with blanks FOUND",
        "stream: OK FOUND, OK"
    })
    void somethingWasFound(String line, String name) {
        assertThat(ClamdReply.parse(line)).isEqualTo(new ClamdReply.Found(name));
    }

    @Test
    void aMessageWasTooLarge() {
        assertThat(ClamdReply.parse("INSTREAM size limit exceeded. ERROR")).isEqualTo(new ClamdReply.TooLarge());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OK",
                "stream:OK",
                "stream: OK ",
                "stream: ok",
                "stream: NOT OK",
                "streams: OK",
                "fd[]: OK",
                "fd[1a]: OK",
                "/tmp/x: OK",
                "1: stream: OK",
                "stream:  FOUND",
                "FOUND",
                "COMMAND READ TIMED OUT",
                "UNKNOWN COMMAND",
                "stream: ERROR",
                "stream: Can't create temporary file ERROR",
                "fd[12]: Can't write to file ERROR",
                "INSTREAM: Can't write to temporary file. ERROR",
                "Access denied. ERROR"
            })
    void anythingElseIsAFailure(String line) {
        assertThat(ClamdReply.parse(line)).isInstanceOf(ClamdReply.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stream: Can't allocate memory ERROR",
                "fd[12]: Can't set file offset ERROR",
                "fd[12]: Exceeded time limit ERROR",
                "stream: x: Can't create temporary file ERROR"
            })
    void aMessageCouldNotBeScanned(String line) {
        assertThat(ClamdReply.parse(line)).isEqualTo(new ClamdReply.NotScanned("it said '" + line + "'"));
    }

    @Property
    void aNameIsFitForAReplyToAClient(@ForAll String name) {
        ClamdReply reply = ClamdReply.parse("stream: " + name + " FOUND");

        if (reply instanceof ClamdReply.Found(String shown)) {
            assertThat(shown).matches("[ -~]{1,200}");
        } else {
            assertThat(name).isEmpty();
        }
    }

    /** clamd may crash while it writes. */
    @Property
    void aReplyThatBreaksOffLetsNothingPass(@ForAll @IntRange(min = 0, max = 18) int length) throws IOException {
        ReplyLine line = new ReplyLine();
        byte[] bytes = WireText.bytes("stream: OK FOUND\0");
        boolean _ = line.take((buffer, offset, _) -> {
            System.arraycopy(bytes, 0, buffer, offset, Math.min(length, 16));
            return Math.min(length, 16);
        });
        boolean _ = line.take((_, _, _) -> -1);

        assertThat(line.reply()).isInstanceOf(ClamdReply.Failed.class);
    }

    @Example
    void aReplyWithoutEndIsNotReadToItsEnd() throws IOException {
        ReplyLine line = new ReplyLine();
        int reads = 0;
        while (!line.hasEnded()) {
            reads++;
            boolean _ = line.take((buffer, offset, length) -> {
                int count = Math.min(1000, length);
                java.util.Arrays.fill(buffer, offset, offset + count, (byte) 'x');
                return count;
            });
        }

        assertThat(reads).isLessThan(10);
        assertThat(line.reply()).isEqualTo(new ClamdReply.Failed("its reply is longer than 8192 bytes"));
    }
}
