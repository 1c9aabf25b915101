package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.event.Event.MessageAccepted.FilterResult;
import postprox.event.FilterNote.Said;
import postprox.event.Speaker;
import postprox.mail.Envelope;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** What the administrator sets for a filter holds, whatever kind of filter it is. */
class GuardTest {
    private static final Reply SPAM = Reply.of(554, "5.7.1 spam");
    private static final Envelope ENVELOPE =
            new Envelope("s", "a@example.org", List.of("b@example.com"), "h", Map.of());
    private static final String TEXT = "Subject: x\nX-Postprox-Verdict: forged\n\nbody\n";

    @TempDir
    private Path directory;

    private final List<Examination> asked = new ArrayList<>();
    private Spool spool;
    private SpooledMessage message;

    @BeforeEach
    void makeMessage() throws IOException {
        spool = Spool.in(directory);
        message = spool.create();
        byte[] bytes = WireText.bytes(TEXT);
        message.write(bytes, 0, bytes.length);
    }

    @AfterEach
    void removeMessage() throws IOException {
        message.close();
        spool.close();
    }

    @Test
    void aMessageOutOfScopePassesAndTheFilterIsNotAsked() throws IOException {
        Chain chain = new Chain(List.of(guard(new Settings().senders("example.net"))));

        assertThat(chain.examine(examination(), StrayCr.SPACE)).isInstanceOfSatisfying(Decision.Pass.class, pass -> {
            assertThat(pass.filtered()).as("no filter examined it").isEqualTo(FilterResult.NONE);
            assertThat(pass.proceedings().notes())
                    .singleElement()
                    .satisfies(note -> assertThat(note.said()).isEqualTo(Said.NOT_ASKED));
        });
        assertThat(asked).isEmpty();
    }

    /** The size of what an earlier filter wrote costs nothing where the next filter is not asked. */
    @Test
    void nothingIsWrittenForAFilterThatIsNotAsked() throws IOException {
        SpooledMessage written = message.derive();
        byte[] text = WireText.bytes("Subject: y\n\nwritten by a filter\n");
        written.write(text, 0, text.length);
        Guard editing = new Guard(_ -> Verdict.Edit.replacing(written.text()), new Settings().rules(), slots());
        Chain chain = new Chain(List.of(editing, guard(new Settings().senders("example.net"))));

        assertThat(chain.examine(examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Pass.class,
                        pass -> assertThat(pass.lineEnds())
                                .as("the text of the first filter itself passes")
                                .isEqualTo(LineEnds.LF_OR_CRLF));
    }

    @Test
    void whatPostproxRefusesForItsSizeIsNotCalledTheFiltersRefusal() throws IOException {
        Chain chain = new Chain(List.of(guard(new Settings().largest(1, Oversize.REJECT))));
        assertThat(chain.examine(examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class, refuse -> assertThat(refuse.by()).isEqualTo(Speaker.POSTPROX));
    }

    @ParameterizedTest
    @CsvSource({"SKIP, ''", "TEMPFAIL, 451", "REJECT, 552"})
    void aMessageThatIsTooLargeIsNotShownToTheFilter(Oversize oversize, String code) throws IOException {
        Settings exact = new Settings().largest(TEXT.length(), oversize);
        assertThat(guard(exact).examine(examination()).answer()).isEqualTo(new Verdict.Reject(SPAM));
        asked.clear();

        Opinion opinion =
                guard(new Settings().largest(TEXT.length() - 1, oversize)).examine(examination());
        assertThat(opinion.note().said()).isEqualTo(Said.TOO_LARGE);
        assertThat(opinion.answer() instanceof Verdict.Reject(Reply reply) ? "" + reply.code() : "")
                .isEqualTo(code);
        assertThat(asked).isEmpty();
    }

    /** Otherwise a large, clean message would be thrown away, or would pass unscanned with a mark. */
    @ParameterizedTest
    @EnumSource
    void aMessageThatTheFilterItselfFindsTooLargeIsNoFinding(OnReject onReject) throws IOException {
        Guard guard = new Guard(
                _ -> new NoVerdict.TooLarge("larger than its limit"),
                new Settings().onReject(onReject).largest(0, Oversize.REJECT).rules(),
                slots());
        assertThat(new Chain(List.of(guard)).examine(examination(), StrayCr.SPACE))
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
        SpooledMessage written = message.derive();
        byte[] text = WireText.bytes("Subject: y\n\nwritten by a filter\n");
        written.write(text, 0, text.length);
        Guard guard = Guard.of(_ -> Verdict.Edit.replacing(written.text()), policy);
        Chain chain = new Chain(List.of(guard));

        assertThat(chain.examine(limited(text.length), StrayCr.SPACE)).isInstanceOf(Decision.Pass.class);
        assertThat(chain.examine(limited(text.length - 1), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.PutOff.class,
                        putOff -> assertThat(putOff.why())
                                .isEqualTo(new NoVerdict.Doubtful(
                                        "what the filter wrote is larger than --message-size allows (31 bytes)")));
    }

    /** A mark on a message that is as large as it may be is no new content. */
    @Test
    void headerFieldsThatAFilterAddsAreNotCounted() throws IOException {
        Guard guard = Guard.of(
                _ -> new Verdict.Edit(Tag.of("x", SPAM), Optional.empty(), Remarks.NONE), FailurePolicy.TEMPFAIL);

        assertThat(new Chain(List.of(guard)).examine(limited(TEXT.length()), StrayCr.SPACE))
                .isInstanceOf(Decision.Pass.class);
    }

    static List<Answer> answers() {
        return List.of(
                new Verdict.Accept(),
                new Verdict.Edit(Tag.of("x", SPAM), Optional.empty(), Remarks.NONE),
                new Verdict.Reject(SPAM),
                new NoVerdict.Failed("broken"),
                new NoVerdict.Postponed("no slot"),
                new NoVerdict.TooLarge("larger than its limit"),
                new NoVerdict.Doubtful("perhaps"),
                new NoVerdict.Unfounded(new SpoolException("disk", new IOException("full"))));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anObservedFilterChangesNothingWhateverItSays(Answer answer) throws IOException {
        Guard guard = new Guard(_ -> answer, new Settings().observed(100).rules(), slots());
        Decision decision = new Chain(List.of(guard)).examine(examination(), StrayCr.SPACE);

        assertThat(decision).isInstanceOfSatisfying(Decision.Pass.class, pass -> {
            assertThat(pass.filtered()).isEqualTo(FilterResult.NONE);
            assertThat(read(pass.text())).isEqualTo(TEXT);
            assertThat(pass.proceedings().failures()).isEmpty();
            assertThat(pass.proceedings().notes())
                    .singleElement()
                    .satisfies(note -> assertThat(note.observed()).isTrue());
        });
    }

    @Test
    void anObservedFilterWaitsForNoSlotAndGetsACopyAndHalfOfTheTime() throws Exception {
        Guard guard = guard(new Settings().observed(100));
        assertThat(guard.examine(examination()).note().said()).isEqualTo(Said.REJECT);
        assertThat(asked.getFirst().message()).isNotSameAs(message);
        assertThat(asked.getFirst().allowance().duration()).isLessThanOrEqualTo(Duration.ofSeconds(30));

        Slots none = new Slots(new FilterCapacity(1, 1));
        assertThat(none.take(0)).isEqualTo(Slots.Taking.TAKEN);
        Guard busy = new Guard(
                _ -> new Verdict.Accept(), new Settings().observed(100).rules(), none);
        assertThat(busy.examine(examination()).note().said()).isEqualTo(Said.NOT_RUN);
    }

    @Test
    void anObservedFilterThatTagsRemovesNothing() throws IOException {
        Guard guard = guard(new Settings().tagging().observed(100));
        assertThat(new Chain(List.of(guard)).examine(examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Pass.class,
                        pass -> assertThat(read(pass.text())).isEqualTo(TEXT));
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "10, 100", "33, 330", "99, 990", "100, 1000"})
    void aShareOfMessagesIsShownToAnObservedFilter(int percent, int expected) throws IOException {
        Chain chain = new Chain(List.of(guard(new Settings().observed(percent))));
        for (int i = 0; i < 1000; i++) {
            assertThat(chain.examine(examination(), StrayCr.SPACE)).isInstanceOf(Decision.Pass.class);
        }
        assertThat(asked).hasSize(expected);
    }

    @Test
    void aTaggedMessagePassesWithTheVerdictAndWithoutForgedOnes() throws IOException {
        Chain chain = new Chain(List.of(guard(new Settings().tagging()), guard(new Settings().tagging())));

        assertThat(chain.examine(examination(), StrayCr.SPACE)).isInstanceOfSatisfying(Decision.Pass.class, pass -> {
            String tag = "X-Postprox-Verdict: reject; filter=spam; reply=554 5.7.1 spam\n";
            assertThat(read(pass.text())).isEqualTo(tag + tag + "Subject: x\n\nbody\n");
            assertThat(pass.filtered()).isEqualTo(FilterResult.CHANGED);
        });
    }

    @Test
    void aTagHasRoomForTheLongestReply() throws IOException {
        Reply longest = Reply.of(554, "5.7.1 " + "x".repeat(5000));
        Guard guard = new Guard(
                _ -> new Verdict.Reject(longest), new Settings().tagging().rules(), slots());
        assertThat(new Chain(List.of(guard)).examine(examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Pass.class,
                        pass -> assertThat(read(pass.text())).startsWith("X-Postprox-Verdict: reject; filter=spam"));
    }

    @Test
    void whereAFilterTagsACleanMessageLosesAForgedVerdict() throws IOException {
        Guard accepting =
                new Guard(_ -> new Verdict.Accept(), new Settings().tagging().rules(), slots());

        assertThat(new Chain(List.of(accepting)).examine(examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Pass.class,
                        pass -> assertThat(read(pass.text())).isEqualTo("Subject: x\n\nbody\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "QUARANTINE, 550, QUARANTINE",
        "DISCARD, 554, DISCARD",
        "QUARANTINE, 450, REJECT",
        "DISCARD, 421, REJECT"
    })
    void whatIsRefusedForGoodIsKeptAsideOrThrownAwayAndARefusalForNowStaysOne(OnReject setting, int code, Said said)
            throws IOException {
        Reply reply = Reply.of(code, "no");
        Guard guard = new Guard(
                _ -> new Verdict.Reject(reply), new Settings().onReject(setting).rules(), slots());

        Opinion opinion = guard.examine(examination());
        assertThat(opinion.note().said()).isEqualTo(said);
        assertThat(opinion.note().words()).isEqualTo(reply.oneLine());
        assertThat(opinion.answer())
                .isEqualTo(
                        switch (said) {
                            case QUARANTINE -> new Verdict.Quarantine(reply.oneLine());
                            case DISCARD -> new Verdict.Discard(reply.oneLine());
                            default -> new Verdict.Reject(reply);
                        });
    }

    @Test
    void theFirstThatWantsAMessageKeptOrThrownAwayEndsTheExamination() throws IOException {
        Guard other = guard(new Settings());
        for (Verdict verdict : List.of(new Verdict.Quarantine("odd"), new Verdict.Discard("odd"))) {
            Guard first = new Guard(_ -> verdict, new Settings().rules(), slots());
            Decision decision = new Chain(List.of(first, other)).examine(examination(), StrayCr.SPACE);
            assertThat(decision).isInstanceOfAny(Decision.KeepAside.class, Decision.ThrowAway.class);
            assertThat(decision.proceedings().notes()).hasSize(1);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void aFilterHasItsOwnTimeAndNeverMoreThanTheMessage() throws IOException {
        assertThat(guard(new Settings().timeout(5)).examine(examination())).isNotNull();
        assertThat(guard(new Settings().timeout(500)).examine(examination())).isNotNull();

        assertThat(asked.getFirst().allowance()).hasToString("5.0 s");
        assertThat(asked.getLast().allowance().duration()).isLessThanOrEqualTo(Duration.ofSeconds(60));
        assertThat(asked.getLast().allowance().toString()).endsWith(" s, all that --deadline left it");
    }

    /** It would be killed or counted as broken, because another filter was slow. */
    @ParameterizedTest
    @CsvSource({
        // the message's time, how much of it is used, whether the filter is asked; all in milliseconds
        "60000, 58999, true",
        "60000, 59001, false",
        "1000, 0, true",
        "1000, 499, true",
        "1000, 501, false",
        "100, 0, true"
    })
    void aFilterThatIsLeftWithAlmostNoTimeIsNotAsked(int whole, int used, boolean isAsked) throws IOException {
        for (Settings settings : List.of(new Settings(), new Settings().timeout(1), new Settings().observed(100))) {
            asked.clear();
            long[] now = {0};
            Deadline deadline = Deadline.after(() -> now[0], Duration.ofMillis(whole));
            Examination late = new Examination(message, ENVELOPE, Allowance.until(deadline), new Origin(List.of()));
            now[0] = Duration.ofMillis(used).toNanos();

            Opinion opinion = guard(settings).examine(late);

            assertThat(asked).hasSize(isAsked ? 1 : 0);
            assertThat(opinion.note().said()).isEqualTo(isAsked ? Said.REJECT : Said.NOT_RUN);
            assertThat(opinion.note().words())
                    .isEqualTo(isAsked ? SPAM.oneLine() : "the message's deadline left the filter less than a second");
        }
    }

    @Test
    void aFilterWithSlotsOfItsOwnNamesItsOwnSettings() throws Exception {
        Slots none = Slots.ofOne(new FilterCapacity(1, 0));
        assertThat(none.take(0)).isEqualTo(Slots.Taking.TAKEN);
        Guard guard = new Guard(_ -> new Verdict.Accept(), new Settings().rules(), none);

        assertThat(guard.examine(examination()).answer())
                .isEqualTo(new NoVerdict.Postponed("too many messages wait for their filter (0 may: waiting)"));
    }

    /** The rules of a filter called spam. */
    private static final class Settings {
        private Optional<Duration> timeout = Optional.empty();
        private OnReject onReject = OnReject.REJECT;
        private long largest;
        private Oversize oversize = Oversize.SKIP;
        private Scope scope = Scope.ALL;
        private Optional<Observation> observation = Optional.empty();

        Settings timeout(int seconds) {
            timeout = Optional.of(Duration.ofSeconds(seconds));
            return this;
        }

        Settings tagging() {
            onReject = OnReject.TAG;
            return this;
        }

        Settings onReject(OnReject setting) {
            onReject = setting;
            return this;
        }

        Settings largest(long bytes, Oversize beyond) {
            largest = bytes;
            oversize = beyond;
            return this;
        }

        Settings senders(String list) {
            scope = new Scope(AddressList.parse(list), AddressList.ALL, NetworkList.ALL);
            return this;
        }

        Settings observed(int percent) {
            observation = Optional.of(new Observation(percent));
            return this;
        }

        FilterRules rules() {
            return new FilterRules(
                    "spam", timeout, FailurePolicy.TEMPFAIL, onReject, largest, oversize, scope, observation);
        }
    }

    /** Guards a filter that takes all for spam. */
    private Guard guard(Settings settings) {
        return new Guard(
                examination -> {
                    asked.add(examination);
                    return new Verdict.Reject(SPAM);
                },
                settings.rules(),
                slots());
    }

    private static Slots slots() {
        return new Slots(FilterCapacity.DEFAULT);
    }

    private Examination examination() {
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(60));
        return new Examination(message, ENVELOPE, Allowance.until(deadline), new Origin(List.of()));
    }

    /** The examination of a message of which a filter may make one of this size at most. */
    private Examination limited(long largest) {
        Examination any = examination();
        return new Examination(any.message(), any.envelope(), any.allowance(), any.origin(), largest);
    }

    private static String read(SpooledText text) {
        StringBuilder all = new StringBuilder();
        byte[] block = new byte[100];
        try {
            for (int count = text.read(block); count >= 0; count = text.read(block)) {
                all.append(WireText.of(block, 0, count));
            }
        } catch (SpoolException e) {
            throw new AssertionError(e);
        }
        return all.toString();
    }
}
