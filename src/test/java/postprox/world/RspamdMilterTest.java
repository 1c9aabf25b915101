package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.filter.Filter;
import postprox.filter.Verdict;

/** rspamd's own milter, its worker rspamd_proxy, as a filter of kind milter. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class RspamdMilterTest {
    private MilterBench bench;
    private Rspamd rspamd;
    private Filter filter;

    @BeforeEach
    void open() throws IOException {
        bench = new MilterBench();
        rspamd = Rspamd.start(bench.workspace);
        rspamd.await();
        filter = bench.filter("postprox", List.of(rspamd.milter()));
    }

    @AfterEach
    void close() {
        rspamd.close();
        bench.close();
    }

    @Test
    void itMarksRefusesPutsOffAndLetsPass() throws IOException {
        assertThat(bench.passing(message("hello"), filter)).isEqualTo(message("hello"));
        assertThat(bench.passing(message("marked"), filter)).contains("X-Spam: Yes\n");
        assertThat(refusal("unwanted")).startsWith("554 5.7.1 ");
        assertThat(refusal("later")).isEqualTo("451 4.7.1 Come back later");
    }

    @Test
    void itWritesAnotherSubject() throws IOException {
        assertThat(bench.passing(message("rewritten"), filter)).contains("Subject: *** SPAM *** rewritten\n");
    }

    @Test
    void itReplacesTheBodyAndLeavesTheHeader() throws IOException {
        String message = message("newbody").replace("\n\nbody\n", "\n\na secret\n");

        assertThat(bench.passing(message, filter)).contains("X-New: body\n").endsWith("\n\na public\n");
    }

    @Test
    void itAsksForAMessageToBeThrownAwayOrKeptAside() {
        assertThat(bench.ask(filter, message("gone"))).isInstanceOf(Verdict.Discard.class);
        assertThat(bench.ask(filter, message("aside"))).isInstanceOf(Verdict.Quarantine.class);
    }

    private String refusal(String subject) {
        return bench.ask(filter, message(subject)) instanceof Verdict.Reject reject
                ? reject.reply().oneLine()
                : "no refusal";
    }

    private static String message(String subject) {
        return "From: a@example.org\nDate: Mon, 30 Nov 2026 12:00:00 +0000\nMessage-ID: <1@example.org>\nSubject: "
                + subject + "\n\nbody\n";
    }
}
