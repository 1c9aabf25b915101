package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.event.FilterNote.Said;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Speaker;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.SpooledMessage;
import postprox.text.WireText;
import postprox.time.Deadline;

/** What the administrator sets for a filter holds, whatever kind of filter it is. */
class GuardTest {
    @TempDir
    private Path directory;

    private GuardBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new GuardBench(directory);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void aMessageOutOfScopePassesAndTheFilterIsNotAsked() throws IOException {
        Chain chain = new Chain(List.of(bench.guard(new GuardSettings().senders("example.net"))));

        assertThat(chain.examine(bench.examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(Decision.Pass.class, pass -> {
                    assertThat(pass.filtered()).as("no filter examined it").isEqualTo(FilterResult.NONE);
                    assertThat(pass.proceedings().notes())
                            .singleElement()
                            .satisfies(note -> assertThat(note.said()).isEqualTo(Said.NOT_ASKED));
                });
        assertThat(bench.asked).isEmpty();
    }

    /** The size of what an earlier filter wrote costs nothing where the next filter is not bench.asked. */
    @Test
    void nothingIsWrittenForAFilterThatIsNotAsked() throws IOException {
        SpooledMessage written = bench.message().derive();
        byte[] text = WireText.bytes("Subject: y\n\nwritten by a filter\n");
        written.write(text, 0, text.length);
        Guard editing =
                new Guard(_ -> Verdict.Edit.replacing(written.text()), new GuardSettings().rules(), GuardBench.slots());
        Chain chain = new Chain(List.of(editing, bench.guard(new GuardSettings().senders("example.net"))));

        assertThat(chain.examine(bench.examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Pass.class,
                        pass -> assertThat(pass.lineEnds())
                                .as("the text of the first filter itself passes")
                                .isEqualTo(LineEnds.LF_OR_CRLF));
    }

    @Test
    void whatPostproxRefusesForItsSizeIsNotCalledTheFiltersRefusal() throws IOException {
        Chain chain = new Chain(List.of(bench.guard(new GuardSettings().largest(1, Oversize.REJECT))));
        assertThat(chain.examine(bench.examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class, refuse -> assertThat(refuse.by()).isEqualTo(Speaker.POSTPROX));
    }

    @ParameterizedTest
    @CsvSource({"SKIP, ''", "TEMPFAIL, 451", "REJECT, 552"})
    void aMessageThatIsTooLargeIsNotShownToTheFilter(Oversize oversize, String code) throws IOException {
        GuardSettings exact = new GuardSettings().largest(GuardBench.TEXT.length(), oversize);
        assertThat(bench.guard(exact).examine(bench.examination()).answer())
                .isEqualTo(new Verdict.Reject(GuardBench.SPAM));
        bench.asked.clear();

        Opinion opinion = bench.guard(new GuardSettings().largest(GuardBench.TEXT.length() - 1, oversize))
                .examine(bench.examination());
        assertThat(opinion.note().said()).isEqualTo(Said.TOO_LARGE);
        assertThat(opinion.answer() instanceof Verdict.Reject(Reply reply, var _) ? "" + reply.code() : "")
                .isEqualTo(code);
        assertThat(bench.asked).isEmpty();
    }

    /** Otherwise a large, clean message would be thrown away, or would pass unscanned with a mark. */
    @ParameterizedTest
    @EnumSource
    void aMessageThatTheFilterItselfFindsTooLargeIsNoFinding(OnReject onReject) throws IOException {
        Guard guard = new Guard(
                _ -> new NoVerdict.TooLarge("larger than its limit"),
                new GuardSettings()
                        .onReject(onReject)
                        .largest(0, Oversize.REJECT)
                        .rules(),
                GuardBench.slots());
        assertThat(new Chain(List.of(guard)).examine(bench.examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(Decision.Refuse.class, refuse -> {
                    assertThat(refuse.reply()).isEqualTo(Replies.TOO_LARGE_FOR_FILTER);
                    assertThat(refuse.by()).isEqualTo(Speaker.POSTPROX);
                    assertThat(refuse.proceedings().notes()).singleElement().satisfies(note -> {
                        assertThat(note.said()).isEqualTo(Said.TOO_LARGE);
                        assertThat(note.words()).isEqualTo("larger than its limit");
                    });
                });
    }

    /** A sender could make a message so large that what a filter adds to it is too much, to have it pass without that. */
    @ParameterizedTest
    @EnumSource
    void whatAFilterMakesLargerThanAllowedNeverPasses(FailurePolicy policy) throws IOException {
        SpooledMessage written = bench.message().derive();
        byte[] text = WireText.bytes("Subject: y\n\nwritten by a filter\n");
        written.write(text, 0, text.length);
        Guard guard = Guard.of(_ -> Verdict.Edit.replacing(written.text()), policy);
        Chain chain = new Chain(List.of(guard));

        assertThat(chain.examine(bench.limited(text.length), StrayCr.SPACE)).isInstanceOf(Decision.Pass.class);
        assertThat(chain.examine(bench.limited(text.length - 1), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.PutOff.class,
                        putOff -> assertThat(putOff.why())
                                .isEqualTo(new NoVerdict.Doubtful(
                                        "what the filter wrote is larger than --message-size allows (31 bytes)")));
    }

    /** A deferral on a condition lets the message pass where the condition is not met, as the filter made it. */
    @ParameterizedTest
    @EnumSource
    void norDoesItBesideADeferral(Verdict.Defer.Condition condition) throws IOException {
        SpooledMessage written = bench.message().derive();
        byte[] text = WireText.bytes("Subject: y\n\nwritten by a filter\n");
        written.write(text, 0, text.length);
        Reply later = Reply.of(450, "4.7.1 later");
        Verdict.Passing inner =
                new Verdict.Defer(later, Verdict.Defer.Condition.IF_REJECT, Verdict.Edit.replacing(written.text()));
        Guard guard = Guard.of(_ -> new Verdict.Defer(later, condition, inner), FailurePolicy.PASS);

        assertThat(new Chain(List.of(guard)).examine(bench.limited(text.length - 1), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.PutOff.class,
                        putOff -> assertThat(putOff.why()).isInstanceOf(NoVerdict.Doubtful.class));
    }

    /** A mark on a message that is as large as it may be is no new content. */
    @Test
    void headerFieldsThatAFilterAddsAreNotCounted() throws IOException {
        Guard guard = Guard.of(
                _ -> new Verdict.Edit(Tag.of("x", GuardBench.SPAM), Optional.empty(), Remarks.NONE),
                FailurePolicy.TEMPFAIL);

        assertThat(new Chain(List.of(guard)).examine(bench.limited(GuardBench.TEXT.length()), StrayCr.SPACE))
                .isInstanceOf(Decision.Pass.class);
    }

    @Test
    void aFilterHasItsOwnTimeAndNeverMoreThanTheMessage() throws IOException {
        assertThat(bench.guard(new GuardSettings().timeout(5)).examine(bench.examination()))
                .isNotNull();
        assertThat(bench.guard(new GuardSettings().timeout(500)).examine(bench.examination()))
                .isNotNull();

        assertThat(bench.asked.getFirst().allowance()).hasToString("5.0 s");
        assertThat(bench.asked.getLast().allowance().duration()).isLessThanOrEqualTo(Duration.ofSeconds(60));
        assertThat(bench.asked.getLast().allowance().toString()).endsWith(" s, all that --deadline left it");
    }

    /** It would be killed or counted as broken, because another filter was slow. */
    @ParameterizedTest
    @CsvSource({
        // the message's time, how much of it is used, whether the filter is bench.asked; all in milliseconds
        "60000, 58999, true",
        "60000, 59001, false",
        "1000, 0, true",
        "1000, 499, true",
        "1000, 501, false",
        "100, 0, true"
    })
    void aFilterThatIsLeftWithAlmostNoTimeIsNotAsked(int whole, int used, boolean isAsked) throws IOException {
        for (GuardSettings settings :
                List.of(new GuardSettings(), new GuardSettings().timeout(1), new GuardSettings().observed(100))) {
            bench.asked.clear();
            long[] now = {0};
            Deadline deadline = Deadline.after(() -> now[0], Duration.ofMillis(whole));
            Examination late = new Examination(
                    bench.message(), GuardBench.ENVELOPE, Allowance.until(deadline), new Origin(List.of()));
            now[0] = Duration.ofMillis(used).toNanos();

            Opinion opinion = bench.guard(settings).examine(late);

            assertThat(bench.asked).hasSize(isAsked ? 1 : 0);
            assertThat(opinion.note().said()).isEqualTo(isAsked ? Said.REJECT : Said.NOT_RUN);
            assertThat(opinion.note().words())
                    .isEqualTo(
                            isAsked
                                    ? GuardBench.SPAM.oneLine()
                                    : "the message's deadline left the filter less than a second");
        }
    }

    @Test
    void aFilterWithSlotsOfItsOwnNamesItsOwnSettings() throws Exception {
        Slots none = Slots.ofOne(new FilterCapacity(1, 0));
        assertThat(none.take(0)).isEqualTo(Slots.Taking.TAKEN);
        Guard guard = new Guard(_ -> new Verdict.Accept(), new GuardSettings().rules(), none);

        assertThat(guard.examine(bench.examination()).answer())
                .isEqualTo(new NoVerdict.Postponed("too many messages wait for their filter (0 may: waiting)"));
    }
}
