package postprox.filter.rspamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.testkit.ScriptedRspamd.answering;
import static postprox.testkit.ScriptedRspamd.json;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.rspamd.MilterBlock.Removal;
import postprox.filter.service.Servers.NotToPass;
import postprox.mail.HeaderBlock;

/** Of a field that rspamd names by its number the one goes that rspamd has counted, or none. */
class OddHeaderTest {
    @TempDir
    private Path directory;

    private RspamdLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new RspamdLab(directory);
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    /** Fields of one name in other letters, folded, and without a value. */
    @Test
    void eachFieldOfANameCountsHoweverItIsWritten() throws IOException {
        String header = "X-A: 1\n folded: x\nB: x-a: no\nx-a:\n\ttwo\nX-a:3\nX-A-B: no\n";

        assertThat(after(header, new Removal("X-A", 2))).isEqualTo(header.replace("x-a:\n\ttwo\n", ""));
        assertThat(after(header, new Removal("x-a", -3))).isEqualTo(header.replace("X-A: 1\n folded: x\n", ""));
        assertThat(after(header, new Removal("x-A", -1))).isEqualTo(header.replace("X-a:3\n", ""));
        assertThat(after(header, new Removal("x-A", 4))).isEqualTo(header);
    }

    /**
     * rspamd goes on behind a line that is of no field, skips a field with a blank in front of its colon, and takes a lone CR for the end of a
     * line (mime_headers.c). Others do not.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X : 1\nX: 2\nX: 3\n",
                "X: 1\nX\t: 2\nX: 3\n",
                "Y : 1\nX: 2\nX: 3\n",
                "X: 1\nno field\nX: 2\n",
                "X: 1\nX: 2\nB\u00e9: 3\nX: 4\n",
                "A: b\rX: 1\nX: 2\n",
                "A: b\0\nX: 1\nX: 2\n",
                "From a@example.org Mon\nX: 1\nX: 2\n",
                ">From a@example.org Mon\nX: 1\nX: 2\n",
                "A: b\n \nX: 1\nX: 2\n",
                "A: b\n\t \nX: 1\nX: 2\n",
                " A: b\nX: 1\nX: 2\n",
                "\nX: 1\nX: 2\n",
            })
    void whereOthersCountOtherwiseNoneGoes(String header) throws IOException {
        for (int number : new int[] {1, 2, -1, -2, 7}) {
            assertThatThrownBy(() -> after(header, new Removal("X", number)))
                    .isInstanceOf(NotToPass.class)
                    .hasMessageContaining("counted in two ways");
        }
        assertThat(Scans.header(after(header, new Removal("X", 0))).names()).doesNotContain("x");
    }

    /** A sender has made the header so, and must not escape a rule by that. */
    @Test
    void suchAMessageNeverPassesAndDoesNotCount() {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        lab.tcp.behave(answering(json("no action", "\"milter\":{\"remove_headers\":{\"X\":2}}")));
        for (int i = 0; i < 8; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@x>\nX : 1\nX: 2\nX: 3\n\nbody\n", RspamdLab.LONG))
                    .isInstanceOf(NoVerdict.Doubtful.class);
        }
        assertThat(lab.ask(filter, "X: 1\nx: 2\nX: 3\n\nbody\n", RspamdLab.LONG))
                .isInstanceOf(Verdict.Edit.class);
        assertThat(lab.events).isEmpty();
    }

    private static String after(String text, Removal removal) throws IOException {
        MilterEdits changes = new MilterEdits(Scans.header(text));
        changes.remove(List.of(removal));
        HeaderBlock header = Scans.header(text);
        boolean _ = header.edit(changes.edits());
        return String.join("", header.fields());
    }
}
