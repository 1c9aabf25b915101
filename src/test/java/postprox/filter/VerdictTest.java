package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.smtp.Reply;

class VerdictTest {
    /** With any other the client would take a message for delivered that went nowhere. */
    @ParameterizedTest
    @ValueSource(ints = {220, 250, 299, 334, 354})
    void refusalThatDoesNotRefuseCannotBeMade(int code) {
        assertThatThrownBy(() -> new Verdict.Reject(Reply.of(code, "text")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 451, 550, 599})
    void refusalForNowOrForGoodCan(int code) {
        assertThat(new Verdict.Reject(Reply.of(code, "text")).reply().code()).isEqualTo(code);
    }
}
