package postprox.filter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.text.WireText;

/** One reply of a service is one action, and nothing else passes for one. */
class PolicyReplyTest {
    @Property
    void anyLineIsReadAsItWasWrittenInAnyPieces(
            @ForAll @CharRange(from = ' ', to = '\u00ff') @StringLength(max = 300) String action, @ForAll byte[] cuts)
            throws WrongReplyException {
        byte[] bytes = WireText.bytes("action=" + action + "\n\n");
        PolicyReply reply = new PolicyReply();
        boolean isComplete = false;
        int at = 0;
        for (byte cut : cuts) {
            int count = Math.min(cut & 0x1F, bytes.length - at);
            isComplete = reply.take(bytes, at, count);
            at += count;
            assertThat(isComplete)
                    .as("complete after %d of %d bytes", at, bytes.length)
                    .isEqualTo(at == bytes.length);
        }
        if (!isComplete) {
            assertThat(reply.take(bytes, at, bytes.length - at)).isTrue();
        }
        assertThat(reply.action()).isEqualTo(action);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "250 Ok\n\n",
                "\n",
                "\naction=DUNNO\n\n",
                "Action=DUNNO\n\n",
                "actions",
                "action=DUNNO\nreason=x\n\n",
                "action=DUNNO\naction=REJECT\n\n",
                "action=DUNNO\n\naction=REJECT\n\n",
                "action=DUNNO\n\n\n",
                "action=DUNNO\r\n\r\n",
            })
    void nothingElseIsAReply(String said) {
        assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> take(said));
    }

    @Test
    void aReplyWithoutAnEndIsNoReplyAndNotKept() {
        assertThatExceptionOfType(WrongReplyException.class)
                .isThrownBy(() -> take("action=" + "x".repeat(PolicyReply.MAX_BYTES)))
                .withMessageContaining("8192");
    }

    @Test
    void aReplyOfTheLongestLengthIsOne() throws WrongReplyException {
        String longest = "x".repeat(PolicyReply.MAX_BYTES - "action=\n\n".length());
        assertThat(take("action=" + longest + "\n\n")).isTrue();
    }

    private static boolean take(String said) throws WrongReplyException {
        byte[] bytes = WireText.bytes(said);
        return new PolicyReply().take(Arrays.copyOf(bytes, bytes.length), 0, bytes.length);
    }
}
