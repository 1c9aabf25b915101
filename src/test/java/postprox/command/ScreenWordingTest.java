package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import postprox.explain.Entry;
import postprox.explain.Page;

/** Lines of {@code postprox log} and {@code postprox status} are explained as those of the log are. */
class ScreenWordingTest {
    private static List<Entry> found(String line) {
        return Page.read().find(ScreenWording.of(line));
    }

    private static void assertReason(String line, String row) {
        Entry first = found(line).getFirst();
        assertThat(first.title()).as(line).contains("filter failed: ...;");
        assertThat(Page.rows(first, ScreenWording.of(line)))
                .as(line)
                .anySatisfy(one -> assertThat(one.title()).contains(row));
    }

    @Test
    void ofAFailureTheReasonComesFirst() {
        String begin = "14:02:55   deferred    a@x.example -> b@example.com   2.3 KB   filter 0.03 s   ";
        String end = "   451 4.3.0 Error running content filter";

        assertReason(begin + "filter failed: exit status 2: no space left" + end, "exit status");
        assertReason(begin + "filter spam failed: no verdict within 30 s, killed" + end, "no verdict within");
        assertThat(found(begin + "filter failed: exit status 2" + end))
                .extracting(Entry::title)
                .hasSize(2)
                .last()
                .asString()
                .contains("451 4.3.0 Error running content filter");
        assertThat(found("14:02:55   accepted    a@x.example -> b@example.com   2.3 KB   filter 0.03 s   "
                                + "filter failed: exit status 2   queued as 4ABC")
                        .getFirst()
                        .title())
                .contains("passed unfiltered");
    }

    @Test
    void aLineOfAttentionIsWhatItIsAbout() {
        assertReason(
                "attention   the filter failed: 2 times in the last hour, last at 14:02:55 (exit status 2: no space left):"
                        + " postprox log --failed",
                "exit status");
        assertReason(
                "filter spam failed: once in the last hour, last at 14:02:55 (no verdict within 30 s, killed):"
                        + " postprox log --failed",
                "no verdict within");
        assertThat(found("attention   the next hop could not be reached: once in the last hour, last at 14:02:55"
                                + " (Connection refused): postprox explain 'cannot connect to the next hop'")
                        .getFirst()
                        .title())
                .contains("cannot connect to the next hop");
        assertThat(found(
                                "attention   a message took too long: once in the last hour, last at 14:02:55: postprox explain"
                                        + " 'deadline was over before its filter was done'")
                        .getFirst()
                        .title())
                .contains("before its filter was done");
    }

    @Test
    void anyOtherLineStaysAsItIs() {
        String line = "warning: filter failed: exit status 2; the message was refused for now";

        assertThat(ScreenWording.of(line)).isEqualTo(line);
    }
}
