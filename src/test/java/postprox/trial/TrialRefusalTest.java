package postprox.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code postprox try} tells of a refusal: the reply that the client would hear, and whether it was meant so. */
class TrialRefusalTest extends TrialCase {
    /** 554 is for good: whoever meant "not now" has to say so. */
    @ParameterizedTest
    @CsvSource({
        "Spam, 554 Spam",
        "250 ok, 554 250 ok",
        "4.7.1 Later, 554 5.7.1 Later",
        "451-4.7.1 Later, 554 451-4.7.1 Later",
    })
    void refusalWithoutACodeIsToldWhatTheClientHearsAndHowToChooseAnother(String words, String reply)
            throws IOException {
        assertThat(bench.run("printf '%s\\n' '" + words + "' >&2; exit 1").text())
                .contains("reply     " + reply + "\n")
                .contains("\nhint      the last line of standard error begins with no code from 400 to 599 and a space:"
                        + " the client hears 554, which is for good; to choose another code, put it in front, as in"
                        + " 451 4.7.1 Try again later\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"554 Spam", "451 4.7.1 Later", "550", "421 Later"})
    void refusalWithACodeIsAsItWasMeant(String words) throws IOException {
        assertThat(bench.run("echo '" + words + "' >&2; exit 1").text()).doesNotContain("hint");
    }

    /** As a command that fails leaves it under set -e, or a filter that says its words to standard output. */
    @ParameterizedTest
    @ValueSource(
            strings = {"set -e; grep -q nothing \"$EMAIL\"; exit 0", "echo 550 5.7.1 No; exit 1", "echo ' ' >&2; exit 1"
            })
    void refusalWithoutAWordIsAskedWhetherItIsOne(String command) throws IOException {
        assertThat(bench.run(command).text())
                .contains("reply     554 Content rejected\n")
                .contains(
                        "\nhint      exit status 1 without a word on standard error: is this a refusal, or did a command"
                                + " fail (set -e)? Words for the sender go to standard error (>&2), not to standard output\n")
                .doesNotContain("451 4.7.1 Try again later");
    }

    @Test
    void refusalInOtherCharactersThanAReplyHasIsToldWhatBecomesOfThem() throws IOException {
        String hint = "\nhint      a reply is in US-ASCII: each other byte of the last line becomes a question mark\n";

        assertThat(bench.run("printf '550 5.7.1 Gr\\303\\274n\\n' >&2; exit 1").text())
                .contains("reply     550 5.7.1 Gr??n\n", hint);
        assertThat(bench.run("printf '550\\t5.7.1 What?\\n' >&2; exit 1").text())
                .doesNotContain("hint");
        assertThat(bench.run("printf 'Gr\\303\\274n\\n' >&2; exit 1").text())
                .contains(hint, "\nhint      the last line of standard error begins with no code");
    }

    @Test
    void refusalShowsTheExactReplyAndAllOfStandardError() throws IOException {
        Account account = bench.run("printf 'scanning\\n\\t550 5.7.1 Message contains a virus\\n' >&2; exit 1");

        assertThat(account.result()).isEqualTo(Result.REFUSED);
        assertThat(account.text()).contains("verdict   refused\nreply     550 5.7.1 Message contains a virus\n", """

                stderr    scanning
                              550 5.7.1 Message contains a virus

                """);
    }

    @ParameterizedTest
    @CsvSource({
        "true, 554 Content rejected",
        "echo no >&2, 554 no",
        "echo 250 fine >&2, 554 250 fine",
        "echo 450 4.7.1 later >&2, 450 4.7.1 later"
    })
    void replyIsWhatTheMailFlowWouldSay(String saying, String reply) throws IOException {
        assertThat(bench.run(saying + "; exit 1").text()).contains("\nreply     " + reply + "\n");
    }
}
