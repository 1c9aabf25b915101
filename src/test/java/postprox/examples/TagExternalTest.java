package postprox.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.trial.Trial;

/** {@code examples/tag-external.sh}. */
class TagExternalTest {
    private final Example filter;

    TagExternalTest(@TempDir Path directory) {
        filter = new Example("tag-external.sh", directory);
    }

    @Test
    void foldedSubjectStaysFolded() throws IOException {
        assertThat(filter.on("folded.eml").result()).isEqualTo(Trial.Result.PASSES);
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

    private String tagged(String message) throws IOException {
        assertThat(filter.onText(message).result()).isEqualTo(Trial.Result.PASSES);
        return filter.output();
    }
}
