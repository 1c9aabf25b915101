package postprox.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;

class TerminalTextTest {
    @Test
    void whatHasItsWayWithATerminalIsSpelledOut() {
        assertThat(TerminalText.shown("a\u001b[2J\u0007\u007f\r")).isEqualTo("a^[[2J^G^?^M");
        assertThat(TerminalText.shown("a\u009b2J\u0085")).as("bytes").isEqualTo("aM-^[2JM-^E");
        assertThat(TerminalText.shown(utf8("a\u009b2J"))).as("in UTF-8").isEqualTo("aM-BM-^[2J");
        assertThat(TerminalText.shown(utf8("exe.\u202efdp"))).as("direction").isEqualTo("exe.M-bM-^@M-.fdp");
        assertThat(TerminalText.shown(utf8("a\u2028b"))).as("line end").isEqualTo("aM-bM-^@M-(b");
    }

    @Test
    void allElseStaysAsItIs() {
        String text = "a\tb " + utf8("gr\u00fcn \u4f60 \ud83d\ude00");
        assertThat(TerminalText.shown(text)).isEqualTo(text);
        assertThat(TerminalText.shown("gr\u00fcn")).as("Latin-1").isEqualTo("gr\u00fcn");
    }

    @Property
    void noControlIsLeftOfAnything(@ForAll @CharRange(from = 0, to = 255) String bytes) {
        String shown = TerminalText.shown(bytes);
        assertThat(shown).doesNotContainPattern("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
        assertThat(characters(shown).chars()).noneMatch(c -> c >= 0x80 && c < 0xA0);
    }

    /** As a terminal reads them; one that knows no UTF-8 where they are none. */
    private static String characters(String bytes) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }

    private static String utf8(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** {@code try --as} reads it from a process of the filter's user, who may have it say anything. */
    @Test
    void theAccountOfAnotherProcessIsSafeForATerminal() {
        Account account = Account.decoded("PASSES\n\u001b[2J\n\u001b]0;x\n1\n1\n\u009b\na\u001bc\nb\u0007")
                .orElseThrow();

        assertThat(account.line().happens()
                        + account.line().words()
                        + account.line().below())
                .doesNotContain("\u001b", "\u009b");
        assertThat(account.text()).isEqualTo("a^[c\nb^G\n");
    }
}
