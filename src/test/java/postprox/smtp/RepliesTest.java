package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepliesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL <a@b>|501 5.5.4 Syntax: MAIL FROM:<address>",
                "RCPT <a@b>|501 5.5.4 Syntax: RCPT TO:<address>",
                "MAIL FROM:<a@b|501 5.1.7 Bad sender address syntax",
                "RCPT TO:<a@b|501 5.1.3 Bad recipient address syntax",
                "MAIL FROM:<a@b> =|501 5.5.4 Error: bad parameter syntax",
                "RCPT TO:<a@b> =|501 5.5.4 Error: bad parameter syntax",
            })
    void clientHearsWhichPartOfItsCommandIsInDoubt(String line, String reply) {
        assertThat(Replies.doubtful(Command.parse(line)).lines()).containsExactly(reply);
    }

    @Test
    void chunkIsAcknowledgedWithItsOctets() {
        assertThat(Replies.chunkTaken(new Chunk(86, false)).lines()).containsExactly("250 2.0.0 Ok: 86 octets");
    }

    @ParameterizedTest
    @CsvSource({"220, false", "221, true", "222, false", "250, false", "420, false", "421, true", "521, false"})
    void serverHangsUpAfter221And421Alone(int code, boolean hangsUp) {
        assertThat(Replies.hangsUp(Reply.of(code, "text"))).isEqualTo(hangsUp);
    }

    @ParameterizedTest
    @CsvSource({"421, 451", "521, 554", "221, 221", "250, 250", "451, 451", "554, 554"})
    void refusalOfOneMessageAnnouncesNoEndOfTheSession(int code, int passed) {
        Reply reply = new Reply(code, List.of(code + "-4.3.2 a", code + " 4.3.2 b"));
        assertThat(Replies.withoutHangUp(reply))
                .isEqualTo(new Reply(passed, List.of(passed + "-4.3.2 a", passed + " 4.3.2 b")));
    }
}
