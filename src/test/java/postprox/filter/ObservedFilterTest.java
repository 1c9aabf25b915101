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
import org.junit.jupiter.params.provider.MethodSource;
import postprox.event.FilterNote.Said;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.smtp.StrayCr;
import postprox.spool.SpoolException;

/** A filter that is only observed changes nothing for any message. */
class ObservedFilterTest {
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

    static List<Answer> answers() {
        return List.of(
                new Verdict.Accept(),
                new Verdict.Edit(Tag.of("x", GuardBench.SPAM), Optional.empty(), Remarks.NONE),
                new Verdict.Reject(GuardBench.SPAM),
                new NoVerdict.Failed("broken"),
                new NoVerdict.Postponed("no slot"),
                new NoVerdict.TooLarge("larger than its limit"),
                new NoVerdict.Doubtful("perhaps"),
                new NoVerdict.Unfounded(new SpoolException("disk", new IOException("full"))));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anObservedFilterChangesNothingWhateverItSays(Answer answer) throws IOException {
        Guard guard = new Guard(_ -> answer, new GuardSettings().observed(100).rules(), GuardBench.slots());
        Decision decision = new Chain(List.of(guard)).examine(bench.examination(), StrayCr.SPACE);

        assertThat(decision).isInstanceOfSatisfying(Decision.Pass.class, pass -> {
            assertThat(pass.filtered()).isEqualTo(FilterResult.NONE);
            assertThat(GuardBench.read(pass.text())).isEqualTo(GuardBench.TEXT);
            assertThat(pass.proceedings().failures()).isEmpty();
            assertThat(pass.proceedings().notes())
                    .singleElement()
                    .satisfies(note -> assertThat(note.observed()).isTrue());
        });
    }

    @Test
    void anObservedFilterWaitsForNoSlotAndGetsACopyAndHalfOfTheTime() throws Exception {
        Guard guard = bench.guard(new GuardSettings().observed(100));
        assertThat(guard.examine(bench.examination()).note().said()).isEqualTo(Said.REJECT);
        assertThat(bench.asked.getFirst().message()).isNotSameAs(bench.message());
        assertThat(bench.asked.getFirst().allowance().duration()).isLessThanOrEqualTo(Duration.ofSeconds(30));

        Slots none = new Slots(new FilterCapacity(1, 1));
        assertThat(none.take(0)).isEqualTo(Slots.Taking.TAKEN);
        Guard busy = new Guard(
                _ -> new Verdict.Accept(), new GuardSettings().observed(100).rules(), none);
        assertThat(busy.examine(bench.examination()).note().said()).isEqualTo(Said.NOT_RUN);
    }

    @Test
    void anObservedFilterThatTagsRemovesNothing() throws IOException {
        Guard guard = bench.guard(new GuardSettings().tagging().observed(100));
        assertThat(new Chain(List.of(guard)).examine(bench.examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Pass.class,
                        pass -> assertThat(GuardBench.read(pass.text())).isEqualTo(GuardBench.TEXT));
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "10, 100", "33, 330", "99, 990", "100, 1000"})
    void aShareOfMessagesIsShownToAnObservedFilter(int percent, int expected) throws IOException {
        Chain chain = new Chain(List.of(bench.guard(new GuardSettings().observed(percent))));
        for (int i = 0; i < 1000; i++) {
            assertThat(chain.examine(bench.examination(), StrayCr.SPACE)).isInstanceOf(Decision.Pass.class);
        }
        assertThat(bench.asked).hasSize(expected);
    }
}
