package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.event.FilterNote;
import postprox.event.FilterNote.Said;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Speaker;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.testkit.Chains;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** What becomes of a message by what several filters say. */
class ChainTest {
    private static final Remarks SAID = new Remarks("said", Optional.of("hint"));

    @TempDir
    private Path directory;

    private ChainLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new ChainLab(directory);
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        lab.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void withoutFiltersTheMessagePassesAsItCame() throws IOException {
        assertThat(lab.passed()).isEqualTo("NONE, LF: original\n");
    }

    @Test
    void whatTheLastOneMadeKeepsItsLineEndsOnTheWayToTheNextHop() throws IOException {
        assertThat(lab.passed(lab.accepting(), lab.replacing("changed\r\n")))
                .isEqualTo("CHANGED, LF_OR_CRLF: changed\r\n");
        assertThat(lab.seen).containsExactly("original\n", "original\n");
    }

    @Test
    void whatOneBeforeItMadePassesWithOneLfALine() throws IOException {
        assertThat(lab.passed(lab.replacing("one\r\ntwo"), lab.accepting())).isEqualTo("CHANGED, LF: one\ntwo\n");
        assertThat(lab.seen).containsExactly("original\n", "one\ntwo\n");
    }

    @Test
    void eachSeesWhatTheOneBeforeItMade() throws IOException {
        assertThat(lab.passed(lab.replacing("1"), lab.replacing("2"), lab.accepting(), lab.replacing("3")))
                .isEqualTo("CHANGED, LF_OR_CRLF: 3");
        assertThat(lab.seen).containsExactly("original\n", "1\n", "2\n", "2\n");
    }

    @Test
    void editsAreMadeOnTheTextThatPassesAndTheNextOneSeesThem() throws IOException {
        Verdict.Edit adding = ChainLab.editing(new HeaderEdit.Add(HeaderField.of("X", "1")));
        Verdict.Edit inserting = ChainLab.editing(new HeaderEdit.Insert(0, HeaderField.of("Y", "2")));
        ChainLab.write(lab.message, "A: b\n");

        assertThat(lab.passed(lab.saying(adding), lab.saying(inserting), lab.accepting()))
                .isEqualTo("CHANGED, LF: Y: 2\nX: 1\n\noriginal\nA: b\n");
        assertThat(lab.seen)
                .containsExactly("original\nA: b\n", "X: 1\n\noriginal\nA: b\n", "Y: 2\nX: 1\n\noriginal\nA: b\n");
    }

    @Test
    void editsComeAfterTheOtherTextOfTheSameFilter() throws IOException {
        Filter both = examination -> new Verdict.Edit(
                List.of(new HeaderEdit.Delete("A", 0)),
                Optional.of(ChainLab.text(examination.message(), "A: 1\r\nB: 2\r\n\r\nbody\r\n")),
                Remarks.NONE);

        assertThat(lab.passed(both)).isEqualTo("CHANGED, LF: B: 2\n\nbody\n");
        assertThat(lab.passed(both, lab.accepting())).isEqualTo("CHANGED, LF: B: 2\n\nbody\n");
    }

    @Test
    void aMessageWhoseHeaderIsTooLargeToBeEditedIsRefusedAndNeverPassedWithoutTheEdit() throws IOException {
        SpooledMessage large = lab.spool.create();
        try (large) {
            ChainLab.write(large, "A: b\n".repeat(HeaderBlock.LARGEST_BYTES));
            Decision decision = Chains.of(
                            List.of(_ -> ChainLab.editing(new HeaderEdit.Add(HeaderField.of("X", "1")))),
                            FailurePolicy.PASS)
                    .examine(ChainLab.examination(large), StrayCr.SPACE);
            assertThat(decision).isInstanceOfSatisfying(Decision.Refuse.class, refusal -> {
                assertThat(refusal.reply()).isEqualTo(Replies.HEADER_TOO_LARGE);
                assertThat(refusal.by()).isEqualTo(Speaker.POSTPROX);
            });
        }
    }

    @Test
    void theFirstRefusalEndsItAndWhatWasSaidBeforeIsKept() throws IOException {
        Reply reply = Reply.of(550, "no");
        assertThat(lab.decide(
                        FailurePolicy.PASS,
                        lab.saying(new Verdict.Accept(SAID)),
                        lab.saying(new Verdict.Reject(reply)),
                        lab.failing()))
                .isInstanceOfSatisfying(Decision.Refuse.class, refusal -> {
                    assertThat(refusal.reply()).isEqualTo(reply);
                    assertThat(refusal.by()).isEqualTo(Speaker.FILTER);
                    assertThat(refusal.proceedings().remarks()).containsExactly(SAID);
                    assertThat(refusal.proceedings().notes())
                            .extracting(FilterNote::said)
                            .containsExactly(Said.PASS, Said.REJECT);
                });
        assertThat(lab.seen).hasSize(2);
    }

    @Test
    void oneThatFailsAndMayIsLeftOutAndTheOthersAreAskedAllTheSame() throws IOException {
        assertThat(lab.decide(FailurePolicy.PASS, lab.replacing("1"), lab.failing(), lab.replacing("2")))
                .isInstanceOfSatisfying(Decision.Pass.class, pass -> {
                    assertThat(pass.filtered()).isEqualTo(FilterResult.FAILED);
                    assertThat(ChainLab.read(pass.text())).isEqualTo("2");
                    assertThat(pass.proceedings().failures()).containsExactly(new Proceedings.Failure("", "broken"));
                });
        assertThat(lab.seen).containsExactly("original\n", "1\n", "1\n");
    }

    @Test
    void behindOneThatFailsAnotherMayStillRefuse() throws IOException {
        assertThat(lab.decide(FailurePolicy.PASS, lab.failing(), lab.saying(new Verdict.Reject(Reply.of(550, "no")))))
                .isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void oneThatFailsAndMustNotEndsIt() throws IOException {
        assertThat(lab.decide(FailurePolicy.TEMPFAIL, lab.replacing("changed"), lab.failing(), lab.accepting()))
                .isInstanceOfSatisfying(
                        Decision.PutOff.class,
                        putOff -> assertThat(putOff.why()).isEqualTo(new NoVerdict.Failed("broken")));
        assertThat(lab.seen).hasSize(2);
    }

    static List<NoVerdict> othersWithoutVerdict() {
        return List.of(
                new NoVerdict.Postponed("no slot"),
                new NoVerdict.Doubtful("perhaps crashed"),
                new NoVerdict.Unfounded(new SpoolException("disk", new IOException("full"))));
    }

    @ParameterizedTest
    @MethodSource("othersWithoutVerdict")
    void noOtherWantOfAVerdictEverLetsAMessagePass(NoVerdict why) throws IOException {
        assertThat(lab.decide(FailurePolicy.PASS, lab.saying(why), lab.accepting()))
                .isInstanceOfSatisfying(
                        Decision.PutOff.class,
                        putOff -> assertThat(putOff.why()).isEqualTo(why));
    }

    @Test
    void envelopeDeadlineAndOriginAreTheSameForAll() throws IOException {
        List<Examination> examinations = new ArrayList<>();
        Filter keeping = examination -> {
            examinations.add(examination);
            return Verdict.Edit.replacing(ChainLab.text(examination.message(), "other"));
        };
        var _ = lab.decide(FailurePolicy.PASS, keeping, keeping);
        assertThat(examinations).hasSize(2);
        assertThat(examinations.getLast())
                .isEqualTo(examinations.getFirst().of(examinations.getLast().message()));
    }

    @Test
    void aFilterThatCannotWriteItsFilesIsTroubleOfTheSpool() {
        SpoolException full = new SpoolException("cannot write", new IOException("full"));
        assertThatThrownBy(() -> lab.decide(FailurePolicy.PASS, _ -> {
                    throw full;
                }))
                .isSameAs(full);
    }

    /** A file with holes (sparse) may have any size at no cost, and its zeros would be copied. */
    @Test
    void whatAFilterWroteIsCopiedForTheNextFilterOnlyUntilTheMessagesDeadline() throws IOException {
        SpooledMessage made = lab.message.derive();
        ChainLab.write(made, "Subject: large\n\n" + "0123456789abcde\n".repeat(100_000));
        AtomicInteger looks = new AtomicInteger();
        Ticker eachLookTakesASecond = () -> looks.getAndIncrement() * 1_000_000_000L;
        Deadline deadline = Deadline.after(eachLookTakesASecond, Duration.ofSeconds(60));
        Examination examination =
                new Examination(lab.message, ChainLab.ENVELOPE, Allowance.until(deadline), new Origin(List.of("A=b")));

        Decision decision = Chains.of(
                        List.of(_ -> Verdict.Edit.replacing(made.text()), lab.accepting()), FailurePolicy.PASS)
                .examine(examination, StrayCr.SPACE);

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.PutOff.class,
                        putOff -> assertThat(putOff.why())
                                .isEqualTo(new NoVerdict.Failed(
                                        "there was no time left to copy what it wrote (1600016 bytes: --deadline)")));
        assertThat(lab.seen).isEmpty();
    }
}
