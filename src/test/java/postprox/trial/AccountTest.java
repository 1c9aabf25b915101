package postprox.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What another process of this program says of a trial, which a filter of the same user may have written to. */
class AccountTest {
    private static Account account(String text) {
        return new Account(
                Result.REFUSED, new Line("refused", "550 no", Duration.ofMillis(7), List.of("hint: x")), text);
    }

    @Test
    void itComesAsItWasSent() {
        Account sent = account("verdict   refused\nreply     550 no\tgr\u00c3\u00b6\u00c3\u009fe\n");

        assertThat(Account.decoded(sent.encoded())).contains(sent);
        assertThat(Account.decoded("nonsense")).isEmpty();
    }

    @Test
    void whatAFilterPutsIntoItDoesNothingToTheTerminal() {
        assertThat(Account.decoded(account("verdict   \u001b[2Jaccepted\n").encoded()))
                .hasValueSatisfying(account -> assertThat(account.text()).isEqualTo("verdict   ^[[2Jaccepted\n"));
    }
}
