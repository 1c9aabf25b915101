package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.smtp.Reply;

/** A milter's reply reaches the client as it is meant, or not at all. */
class OwnReplyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "550 5.7.1 no; 550 5.7.1 no",
                "451 4.7.1 later; 451 4.7.1 later",
                "554 no enhanced code; 554 no enhanced code",
                "550; 550 Content rejected",
                "421 4.3.0 hang up; 451 4.3.0 hang up",
                "550 5.7.1 100%% sure; 550 5.7.1 100% sure",
                "550 5.7.1 a%b %%%% %s; 550 5.7.1 ab %% s",
                "550 5.7.1 caf\u00e9\u001b[2J; 550 5.7.1 caf??[2J"
            })
    void aReplyOfOneLine(String text, String reply) {
        assertThat(OwnReply.of(text).map(Reply::oneLine)).contains(reply);
    }

    @Test
    void aReplyOfSeveralLines() {
        assertThat(OwnReply.of("550-5.7.1 one\r\n550-\r\n550 5.7.1 three"))
                .contains(new Reply(550, List.of("550-5.7.1 one", "550-Content rejected", "550 5.7.1 three")));
        assertThat(OwnReply.of("421-4.7.1 one\r\n421 4.7.1 two"))
                .contains(new Reply(451, List.of("451-4.7.1 one", "451 4.7.1 two")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no",
                "250 2.0.0 ok",
                "354 go on",
                "650 5.7.1 no",
                "55 no",
                "5500 no",
                "550x no",
                "550 4.7.1 classes differ",
                "451 5.7.1 classes differ",
                "550 2.0.0 classes differ",
                "550-5.7.1 no last line",
                "550 5.7.1 one\r\n550 5.7.1 two",
                "550-5.7.1 one\r\n551 5.7.1 two",
                "550-5.7.1 one\r\n550 4.7.1 two",
                "550-5.7.1 one\n550 5.7.1 two",
                "550 5.7.1 one\r250 2.0.0 two",
                "550 5.7.1 one\r\n"
            })
    void whatIsNoReplyIsNone(String text) {
        assertThat(OwnReply.of(text)).isEmpty();
    }

    @Test
    void noReplyIsWithoutEnd() {
        assertThat(OwnReply.of("550-x\r\n".repeat(32) + "550 x")).isEmpty();
        assertThat(OwnReply.of("550-x\r\n".repeat(31) + "550 x").orElseThrow().lines())
                .hasSize(32);
        assertThat(OwnReply.of("550 " + "x".repeat(100_000)).orElseThrow().oneLine())
                .hasSize(754);
    }

    @Property
    void whatComesOutIsARefusalOfPrintableLines(
            @ForAll @CharRange(from = '\0', to = '\u00ff') String text, @ForAll boolean isReply) {
        OwnReply.of(isReply ? "550 " + text : text).ifPresent(reply -> {
            assertThat(reply.isNegative()).isTrue();
            assertThat(reply.code()).isNotEqualTo(421);
            assertThat(reply.lines()).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c <= '~'));
        });
    }
}
