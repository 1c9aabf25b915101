package postprox.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.command.CommandFilter;
import postprox.testkit.Mail;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;
import postprox.trial.Result;

/** {@code examples/tag-external.sh}. */
class TagExternalTest {
    private final Example filter;

    TagExternalTest(@TempDir Path directory) {
        filter = new Example("tag-external.sh", directory);
    }

    @Test
    void foldedSubjectStaysFolded() throws IOException {
        assertThat(filter.on("folded.eml").result()).isEqualTo(Result.PASSES);
        assertThat(filter.output())
                .isEqualTo(Example.message("folded.eml").replace("\nsubject:\n", "\nsubject: [EXTERNAL] \n"));
    }

    @Test
    void messageWithoutASubjectGetsOne() throws IOException {
        assertThat(tagged("From: a\n\nSubject: text\n")).isEqualTo("Subject: [EXTERNAL]\nFrom: a\n\nSubject: text\n");
    }

    @Test
    void everySubjectIsTaggedOnce() throws IOException {
        assertThat(tagged("Subject: Re: [EXTERNAL] a\nSUBJECT : b\n\n"))
                .isEqualTo("Subject: Re: [EXTERNAL] a\nSUBJECT : [EXTERNAL] b\n\n");
    }

    @Test
    void textStaysAsItIsByteForByte() throws IOException {
        StringBuilder bytes = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            bytes.append(c == '\r' ? ' ' : c);
        }
        String text = "\nSubject: text\n" + bytes + "\n" + "x".repeat(100_000) + "\n";

        assertThat(tagged("Subject: a\n" + text)).isEqualTo("Subject: [EXTERNAL] a\n" + text);
    }

    @Test
    void messageThatBeginsWithItsTextHasNoSubject() throws IOException {
        assertThat(tagged("\nSubject: a\n")).isEqualTo("Subject: [EXTERNAL]\n\nSubject: a\n");
    }

    @Test
    void ownMailPassesAsItCame() throws IOException {
        Example.assertAccepted(filter.from("Boss@Example.COM").on("clean.eml"));
        Example.assertAccepted(
                filter.from("a@example.net").with("OUR_DOMAIN=example.net").on("clean.eml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<>", "a@example.com.example.org", "a@notexample.com", "*@*", "$(reboot)", "example.com"})
    void strangersAreExternal(String sender) throws IOException {
        filter.from(sender);

        assertThat(tagged("Subject: a\n\n")).isEqualTo("Subject: [EXTERNAL] a\n\n");
    }

    /** A mail server that takes such an address gives a filter all of it, and the first 99 bytes of it look like ours. */
    @Test
    void strangerWhoseAddressIsCutBehindOurDomainIsExternal(@TempDir Path spool) throws IOException {
        String spoof = "p".repeat(87) + "@example.com.evil.test";
        CommandFilter command = new CommandFilter("'" + Example.file("tag-external.sh") + "'");
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(command)
                        .environment("PATH=" + System.getenv("PATH"), "OUR_DOMAIN=example.com")
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            for (String sender : List.of(spoof, "boss@example.com")) {
                assertThat(client.command("MAIL FROM:<" + sender + ">")).startsWith("250");
                assertThat(client.command("RCPT TO:<a@example.com>")).startsWith("250");
                assertThat(client.data("Subject: Invoice\r\n\r\n")).startsWith("250");
            }
            assertThat(hop.mails().stream().map(Mail::wire))
                    .containsExactly("Subject: [EXTERNAL] Invoice\r\n\r\n", "Subject: Invoice\r\n\r\n");
        }
    }

    private String tagged(String message) throws IOException {
        assertThat(filter.onText(message).result()).isEqualTo(Result.PASSES);
        return filter.output();
    }
}
