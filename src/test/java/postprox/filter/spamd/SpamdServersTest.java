package postprox.filter.spamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;
import static postprox.filter.spamd.SpamdLab.HAM;
import static postprox.filter.spamd.SpamdLab.LONG;
import static postprox.filter.spamd.SpamdLab.SHORT;
import static postprox.filter.spamd.SpamdLab.SMALL;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.event.FilterEvent;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedSpamd;

/** Which spamd is asked, and when one is left alone: one that fails on some messages is there for all others. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SpamdServersTest {
    @AutoClose
    private final SpamdLab lab;

    SpamdServersTest(@TempDir Path directory) throws IOException {
        lab = new SpamdLab(directory);
    }

    /** A sender may have caused what is wrong with a reply. */
    @Test
    void repliesThatCannotBeReadDoNotSwitchSpamdOffForOthers() {
        Filter filter = lab.filter(lab.spamd.place());
        for (String reply : List.of(
                ScriptedSpamd.reply("False ; 0.1 / 5.0", "A".repeat(201)),
                "SPAMD/1.1 0 EX_OK\r\nX: " + "x".repeat(9000) + "\r\n\r\n")) {
            lab.spamd.answer(reply);
            for (int i = 0; i < 6; i++) {
                assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n", LONG))
                        .isInstanceOf(NoVerdict.Failed.class);
            }
        }
        lab.spamd.answer(HAM);

        assertThat(lab.ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);
    }

    /** Each ends the child that has it in hand. */
    @Test
    void messagesThatKillAChildDoNotSwitchSpamdOffForOthers() {
        Filter filter = lab.filter(lab.spamd.place());
        lab.spamd.behave(conversation -> {
            String _ = conversation.awaitHead();
        });
        for (int i = 0; i < 12; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\npoison\n", LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        lab.spamd.answer(HAM);

        assertThat(lab.ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);
        assertThat(lab.events).isEmpty();
    }

    @Test
    void messagesThatItCannotReadDoNotSwitchSpamdOffForOthers() {
        Filter filter = lab.filter(lab.spamd.place());
        lab.spamd.answer("SPAMD/1.0 79 Timeout: (300 second timeout while trying to SYMBOLS)\r\n");
        for (int i = 0; i < 12; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n", LONG))
                    .isEqualTo(lab.failed("it failed (timeout of its own): 'SPAMD/1.0 79 Timeout: (300 second timeout"
                            + " while trying to SYMBOLS)'"));
        }
        lab.spamd.answer(HAM);

        assertThat(lab.ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);
    }

    @Test
    void aSpamdThatCannotExamineAnythingIsLeftAloneUntilItIsWell() {
        Filter filter = lab.filter(lab.spamd.place());
        lab.spamd.answer("SPAMD/1.0 69 Service Unavailable: Error fetching user preferences via SQL\r\n");
        for (int i = 0; i < 7; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n", LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        assertThat(lab.spamd.connections()).isEqualTo(5);
        lab.spamd.answer(HAM);
        lab.clock.advance(Duration.ofSeconds(10));

        assertThat(lab.ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);
        assertThat(lab.events)
                .hasExactlyElementsOfTypes(FilterEvent.FilterServerLost.class, FilterEvent.FilterServerBack.class);
    }

    @Test
    void anotherServerGetsAMessageThatOneBreaksOn() {
        Filter filter = lab.filter(lab.spamd.place(), lab.second.place());
        lab.spamd.behave(conversation -> {
            String _ = conversation.awaitHead();
        });

        assertThat(lab.ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);
        assertThat(lab.second.connections()).isOne();
    }

    @Test
    void afterATimeoutNoOtherServerIsAsked() {
        lab.spamd.behave(conversation -> lab.end.await());

        assertThat(lab.ask(lab.filter(lab.spamd.place(), lab.second.place()), SMALL, SHORT))
                .isEqualTo(lab.failed("no answer in 1.0 s"));
        assertThat(lab.second.connections()).isZero();
    }
}
