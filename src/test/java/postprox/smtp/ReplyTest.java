package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.text.WireText;

class ReplyTest {
    @Test
    void goesOutWithCrlfBehindEachLine() {
        Reply reply = new Reply(550, List.of("550-no", "550 never"));
        assertThat(WireText.of(reply.toBytes(), 0, reply.toBytes().length)).isEqualTo("550-no\r\n550 never\r\n");
    }

    @Test
    void isLoggedOnOneLine() {
        assertThat(new Reply(550, List.of("550-no", "550 never")).oneLine()).isEqualTo("550-no / 550 never");
    }

    @ParameterizedTest
    @CsvSource({
        "150, false, false, false",
        "220, true, false, false",
        "250, true, false, false",
        "299, true, false, false",
        "334, false, true, false",
        "354, false, true, false",
        "421, false, false, true",
        "451, false, false, true",
        "550, false, false, true",
        "599, false, false, true",
    })
    void firstDigitSaysWhatItMeans(int code, boolean positive, boolean intermediate, boolean negative) {
        Reply reply = Reply.of(code, "text");
        assertThat(reply.isPositive()).isEqualTo(positive);
        assertThat(reply.isIntermediate()).isEqualTo(intermediate);
        assertThat(reply.isNegative()).isEqualTo(negative);
    }

    @Test
    void ownReplyIsOneLineWhateverItsText() {
        assertThat(Reply.of(451, "lost: a\r\n250 forged\0").lines()).containsExactly("451 lost: a??250 forged?");
    }

    @Test
    void anotherCodeChangesNothingElse() {
        assertThat(new Reply(421, List.of("421-4.3.2 a", "421")).withCode(451))
                .isEqualTo(new Reply(451, List.of("451-4.3.2 a", "451")));
    }

    @Test
    void hasAtLeastOneLineAndNobodyChangesIt() {
        assertThatThrownBy(() -> new Reply(250, List.of())).isInstanceOf(IllegalArgumentException.class);
        List<String> lines = new ArrayList<>(List.of("250 ok"));
        Reply reply = new Reply(250, lines);
        lines.add("250 forged");
        assertThat(reply.lines()).containsExactly("250 ok");
    }
}
