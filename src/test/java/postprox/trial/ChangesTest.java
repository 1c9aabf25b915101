package postprox.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;

/** The diff of a message and what a filter made of it. */
class ChangesTest {
    @TempDir
    private Path directory;

    @Test
    void changeDeepInAMessageIsShownInItsPlaceWithThreeLinesAround() throws IOException {
        String before = numbers(1, 10_000);

        assertThat(changes(before, before.replace("\n5000\n", "\nfive\nthousand\n")))
                .containsExactly(
                        "--- EMAIL",
                        "+++ OUTFILE",
                        "@@ -4997,7 +4997,8 @@",
                        " 4997",
                        " 4998",
                        " 4999",
                        "-5000",
                        "+five",
                        "+thousand",
                        " 5001",
                        " 5002",
                        " 5003");
    }

    @Test
    void changesFarApartAreHunksOfTheirOwn() throws IOException {
        String before = numbers(1, 1000);

        assertThat(changes(before, "0\n" + before + "1001\n"))
                .containsExactly(
                        "--- EMAIL",
                        "+++ OUTFILE",
                        "@@ -1,3 +1,4 @@",
                        "+0",
                        " 1",
                        " 2",
                        " 3",
                        "@@ -998,3 +999,4 @@",
                        " 998",
                        " 999",
                        " 1000",
                        "+1001");
    }

    @Test
    void lineEndsAloneAreNoChangeSinceTheNextHopGetsCrlfAnyway() throws IOException {
        assertThat(changes("a\nb\n", "a\r\nb")).containsExactly("OUTFILE holds the message as it came");
    }

    @Test
    void bytesStayAsTheyAreUntilTheyAreReported() throws IOException {
        assertThat(changes("old\n", "\u00e4\u00ff\t\u001b[2J\0\u007f\n"))
                .containsExactly(
                        "--- EMAIL", "+++ OUTFILE", "@@ -1,1 +1,1 @@", "-old", "+\u00e4\u00ff\t\u001b[2J\u0000\u007f");
    }

    @Test
    void messageMadeOfNothingIsAllAdded() throws IOException {
        assertThat(changes("", "new\n")).containsExactly("--- EMAIL", "+++ OUTFILE", "@@ -0,0 +1,1 @@", "+new");
    }

    @Test
    void longDiffIsCutOffAndSaysSo() throws IOException {
        assertThat(changes("", numbers(1, 1000)))
                .hasSize(Changes.SHOWN_LINES + 1)
                .last()
                .isEqualTo("[the first 400 of 1003 lines]");
    }

    @Test
    void longLineIsCutOffAndSaysSo() throws IOException {
        assertThat(changes("", "x".repeat(100_000) + "\n")).last().isEqualTo("+" + "x".repeat(499) + "[...]");
    }

    @Test
    void textsTooDifferentOrTooLargeToCompareAreNotCompared() throws IOException {
        assertThat(changes(numbers(1, 5000), numbers(5001, 10_000)))
                .containsExactly("no diff: more than 4000 lines from the first change, in line 1, to the last");
        String tooLarge = "no diff: a text has more than 4194304 bytes or 100000 lines";
        assertThat(changes("", "0123456789".repeat(500_000))).containsExactly(tooLarge);
        assertThat(changes("\n".repeat(100_001), "x\n")).containsExactly(tooLarge);
    }

    private List<String> changes(String before, String after) throws IOException {
        try (SpooledMessage message = Spool.in(directory).create()) {
            byte[] bytes = before.getBytes(ISO_8859_1);
            message.write(bytes, 0, bytes.length);
            SpooledMessage changed = message.derive();
            byte[] afterwards = after.getBytes(ISO_8859_1);
            changed.write(afterwards, 0, afterwards.length);
            return Changes.of(
                    message.text(), new Changes.Passing("OUTFILE", changed.text(), LineEnds.LF_OR_CRLF), StrayCr.SPACE);
        }
    }

    private static String numbers(int from, int to) {
        StringBuilder numbers = new StringBuilder();
        IntStream.rangeClosed(from, to).forEach(n -> numbers.append(n).append('\n'));
        return numbers.toString();
    }
}
