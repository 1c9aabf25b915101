package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import postprox.filter.policy.Action;
import postprox.filter.policy.Ruling;
import postprox.mail.Envelope;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.testkit.Chains;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** What becomes of a message by what several filters say. */
class ChainTest {
    private static final Envelope ENVELOPE = new Envelope("s", "<>", List.of("b@example.com"), "helo", Map.of());
    private static final Reply LATER = Reply.of(450, "4.7.1 later");
    private static final Reply NEVER = Reply.of(550, "5.7.1 never");
    private static final Remarks SAID = new Remarks("said", Optional.of("hint"));

    @TempDir
    private Path directory;

    private final List<String> seen = new ArrayList<>();
    private Spool spool;
    private SpooledMessage message;

    @BeforeEach
    void makeMessage() throws IOException {
        spool = Spool.in(directory);
        message = spool.create();
        write(message, "original\n");
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        message.close();
        spool.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void withoutFiltersTheMessagePassesAsItCame() throws IOException {
        assertThat(passed()).isEqualTo("NONE, LF: original\n");
    }

    @Test
    void whatTheLastOneMadeKeepsItsLineEndsOnTheWayToTheNextHop() throws IOException {
        assertThat(passed(accepting(), replacing("changed\r\n"))).isEqualTo("CHANGED, LF_OR_CRLF: changed\r\n");
        assertThat(seen).containsExactly("original\n", "original\n");
    }

    @Test
    void whatOneBeforeItMadePassesWithOneLfALine() throws IOException {
        assertThat(passed(replacing("one\r\ntwo"), accepting())).isEqualTo("CHANGED, LF: one\ntwo\n");
        assertThat(seen).containsExactly("original\n", "one\ntwo\n");
    }

    @Test
    void eachSeesWhatTheOneBeforeItMade() throws IOException {
        assertThat(passed(replacing("1"), replacing("2"), accepting(), replacing("3")))
                .isEqualTo("CHANGED, LF_OR_CRLF: 3");
        assertThat(seen).containsExactly("original\n", "1\n", "2\n", "2\n");
    }

    @Test
    void editsAreMadeOnTheTextThatPassesAndTheNextOneSeesThem() throws IOException {
        Verdict.Edit adding = editing(new HeaderEdit.Add(HeaderField.of("X", "1")));
        Verdict.Edit inserting = editing(new HeaderEdit.Insert(0, HeaderField.of("Y", "2")));
        write(message, "A: b\n");

        assertThat(passed(saying(adding), saying(inserting), accepting()))
                .isEqualTo("CHANGED, LF: Y: 2\nX: 1\n\noriginal\nA: b\n");
        assertThat(seen)
                .containsExactly("original\nA: b\n", "X: 1\n\noriginal\nA: b\n", "Y: 2\nX: 1\n\noriginal\nA: b\n");
    }

    @Test
    void editsComeAfterTheOtherTextOfTheSameFilter() throws IOException {
        Filter both = examination -> new Verdict.Edit(
                List.of(new HeaderEdit.Delete("A", 0)),
                Optional.of(text(examination.message(), "A: 1\r\nB: 2\r\n\r\nbody\r\n")),
                Remarks.NONE);

        assertThat(passed(both)).isEqualTo("CHANGED, LF: B: 2\n\nbody\n");
        assertThat(passed(both, accepting())).isEqualTo("CHANGED, LF: B: 2\n\nbody\n");
    }

    @Test
    void aMessageWhoseHeaderIsTooLargeToBeEditedIsRefusedAndNeverPassedWithoutTheEdit() throws IOException {
        SpooledMessage large = spool.create();
        try (large) {
            write(large, "A: b\n".repeat(HeaderBlock.LARGEST_BYTES));
            Decision decision = Chains.of(
                            List.of(_ -> editing(new HeaderEdit.Add(HeaderField.of("X", "1")))), FailurePolicy.PASS)
                    .examine(examination(large), StrayCr.SPACE);
            assertThat(decision).isInstanceOfSatisfying(Decision.Refuse.class, refusal -> {
                assertThat(refusal.reply()).isEqualTo(Replies.HEADER_TOO_LARGE);
                assertThat(refusal.by()).isEqualTo(Speaker.POSTPROX);
            });
        }
    }

    @Test
    void theFirstRefusalEndsItAndWhatWasSaidBeforeIsKept() throws IOException {
        Reply reply = Reply.of(550, "no");
        assertThat(decide(
                        FailurePolicy.PASS,
                        saying(new Verdict.Accept(SAID)),
                        saying(new Verdict.Reject(reply)),
                        failing()))
                .isInstanceOfSatisfying(Decision.Refuse.class, refusal -> {
                    assertThat(refusal.reply()).isEqualTo(reply);
                    assertThat(refusal.by()).isEqualTo(Speaker.FILTER);
                    assertThat(refusal.proceedings().remarks()).containsExactly(SAID);
                    assertThat(refusal.proceedings().notes())
                            .extracting(FilterNote::said)
                            .containsExactly(Said.PASS, Said.REJECT);
                });
        assertThat(seen).hasSize(2);
    }

    @Test
    void oneThatFailsAndMayIsLeftOutAndTheOthersAreAskedAllTheSame() throws IOException {
        assertThat(decide(FailurePolicy.PASS, replacing("1"), failing(), replacing("2")))
                .isInstanceOfSatisfying(Decision.Pass.class, pass -> {
                    assertThat(pass.filtered()).isEqualTo(FilterResult.FAILED);
                    assertThat(read(pass.text())).isEqualTo("2");
                    assertThat(pass.proceedings().failures()).containsExactly(new Proceedings.Failure("", "broken"));
                });
        assertThat(seen).containsExactly("original\n", "1\n", "1\n");
    }

    @Test
    void behindOneThatFailsAnotherMayStillRefuse() throws IOException {
        assertThat(decide(FailurePolicy.PASS, failing(), saying(new Verdict.Reject(Reply.of(550, "no")))))
                .isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void oneThatFailsAndMustNotEndsIt() throws IOException {
        assertThat(decide(FailurePolicy.TEMPFAIL, replacing("changed"), failing(), accepting()))
                .isInstanceOfSatisfying(
                        Decision.PutOff.class,
                        putOff -> assertThat(putOff.why()).isEqualTo(new NoVerdict.Failed("broken")));
        assertThat(seen).hasSize(2);
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
        assertThat(decide(FailurePolicy.PASS, saying(why), accepting()))
                .isInstanceOfSatisfying(
                        Decision.PutOff.class,
                        putOff -> assertThat(putOff.why()).isEqualTo(why));
    }

    @Test
    void envelopeDeadlineAndOriginAreTheSameForAll() throws IOException {
        List<Examination> examinations = new ArrayList<>();
        Filter keeping = examination -> {
            examinations.add(examination);
            return Verdict.Edit.replacing(text(examination.message(), "other"));
        };
        var _ = decide(FailurePolicy.PASS, keeping, keeping);
        assertThat(examinations).hasSize(2);
        assertThat(examinations.getLast())
                .isEqualTo(examinations.getFirst().of(examinations.getLast().message()));
    }

    @Test
    void aFilterThatCannotWriteItsFilesIsTroubleOfTheSpool() {
        SpoolException full = new SpoolException("cannot write", new IOException("full"));
        assertThatThrownBy(() -> decide(FailurePolicy.PASS, _ -> {
                    throw full;
                }))
                .isSameAs(full);
    }

    @Test
    void aMessageThatIsDeferredIfPermittedIsPutOffUnlessALaterFilterRefusesIt() throws IOException {
        Filter greylist = saying(new Verdict.Defer(LATER, Verdict.Defer.Condition.IF_PERMIT));
        assertThat(decide(FailurePolicy.PASS, greylist, replacing("changed\n")))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply()).isEqualTo(LATER));
        assertThat(decide(FailurePolicy.PASS, greylist, saying(new Verdict.Reject(NEVER))))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply()).isEqualTo(NEVER));
    }

    @Test
    void aMessageThatIsDeferredIfRejectedPassesOrIsPutOff() throws IOException {
        Filter unsure = saying(new Verdict.Defer(LATER, Verdict.Defer.Condition.IF_REJECT));
        assertThat(passed(unsure, accepting())).isEqualTo("PASSED, LF: original\n");
        assertThat(decide(FailurePolicy.PASS, unsure, saying(new Verdict.Reject(NEVER))))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply()).isEqualTo(LATER));
        Reply busy = Reply.of(451, "4.3.0 busy");
        assertThat(decide(FailurePolicy.PASS, unsure, saying(new Verdict.Reject(busy))))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply()).isEqualTo(busy));
    }

    /** As in Postfix, where neither action has anything to do with the other. */
    @Test
    void aMessageThatIsDeferredIfRejectedMayBeChangedBesides() throws IOException {
        Filter unsure = ruling("PREPEND X: a", "DEFER_IF_REJECT wait");
        assertThat(passed(unsure, accepting())).isEqualTo("CHANGED, LF: X: a\n\noriginal\n");
        assertThat(decide(FailurePolicy.PASS, unsure, saying(new Verdict.Reject(NEVER))))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply().oneLine()).isEqualTo("450 4.7.1 wait"));
    }

    @Test
    void aMessageMayBeDeferredOnBothConditions() throws IOException {
        Filter unsure = ruling("DEFER_IF_REJECT if no", "DEFER_IF_PERMIT if yes", "DEFER_IF_PERMIT too late");
        assertThat(decide(FailurePolicy.PASS, unsure, accepting()))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply().oneLine()).isEqualTo("450 4.7.1 if yes"));
        assertThat(decide(FailurePolicy.PASS, unsure, saying(new Verdict.Reject(NEVER))))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply().oneLine()).isEqualTo("450 4.7.1 if no"));
    }

    @Test
    void whatAFilterSaysBesideADeferralIsInTheLog() throws IOException {
        assertThat(decide(FailurePolicy.PASS, ruling("WARN odd", "DEFER_IF_REJECT wait"))
                        .proceedings()
                        .remarks())
                .contains(new Remarks("odd", Optional.of("a filter warns: odd")));
    }

    private Filter ruling(String... actions) {
        Ruling ruling = new Ruling();
        for (String action : actions) {
            boolean _ = ruling.take(Action.parse(action));
        }
        return saying(ruling.answer());
    }

    private String passed(Filter... filters) throws IOException {
        if (decide(FailurePolicy.TEMPFAIL, filters)
                instanceof Decision.Pass(SpooledText text, LineEnds lineEnds, FilterResult filtered, var _)) {
            return filtered + ", " + lineEnds + ": " + read(text);
        }
        throw new AssertionError("it does not pass");
    }

    /** A file with holes (sparse) may have any size at no cost, and its zeros would be copied. */
    @Test
    void whatAFilterWroteIsCopiedForTheNextFilterOnlyUntilTheMessagesDeadline() throws IOException {
        SpooledMessage made = message.derive();
        write(made, "Subject: large\n\n" + "0123456789abcde\n".repeat(100_000));
        AtomicInteger looks = new AtomicInteger();
        Ticker eachLookTakesASecond = () -> looks.getAndIncrement() * 1_000_000_000L;
        Deadline deadline = Deadline.after(eachLookTakesASecond, Duration.ofSeconds(60));
        Examination examination =
                new Examination(message, ENVELOPE, Allowance.until(deadline), new Origin(List.of("A=b")));

        Decision decision = Chains.of(
                        List.of(_ -> Verdict.Edit.replacing(made.text()), accepting()), FailurePolicy.PASS)
                .examine(examination, StrayCr.SPACE);

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.PutOff.class,
                        putOff -> assertThat(putOff.why())
                                .isEqualTo(new NoVerdict.Failed(
                                        "there was no time left to copy what it wrote (1600016 bytes: --deadline)")));
        assertThat(seen).isEmpty();
    }

    private Decision decide(FailurePolicy policy, Filter... filters) throws IOException {
        return Chains.of(List.of(filters), policy).examine(examination(message), StrayCr.SPACE);
    }

    private static Examination examination(SpooledMessage message) {
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(60));
        return new Examination(message, ENVELOPE, Allowance.until(deadline), new Origin(List.of("A=b")));
    }

    private static Verdict.Edit editing(HeaderEdit edit) {
        return new Verdict.Edit(List.of(edit), Optional.empty(), Remarks.NONE);
    }

    private Filter accepting() {
        return saying(new Verdict.Accept());
    }

    private Filter failing() {
        return saying(new NoVerdict.Failed("broken"));
    }

    private Filter saying(Answer answer) {
        return examination -> {
            seen.add(read(examination.message().text()));
            return answer;
        };
    }

    private Filter replacing(String text) {
        return examination -> {
            seen.add(read(examination.message().text()));
            return Verdict.Edit.replacing(text(examination.message(), text));
        };
    }

    private static SpooledText text(SpooledMessage message, String text) throws SpoolException {
        SpooledMessage other = message.derive();
        write(other, text);
        return other.text();
    }

    private static void write(SpooledMessage to, String text) throws SpoolException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        to.write(bytes, 0, bytes.length);
    }

    private static String read(SpooledText text) {
        StringBuilder all = new StringBuilder();
        byte[] block = new byte[100];
        try {
            for (int count = text.read(block); count >= 0; count = text.read(block)) {
                all.append(new String(block, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (SpoolException e) {
            throw new AssertionError(e);
        }
        return all.toString();
    }
}
