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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.event.Event.MessageAccepted.FilterResult;
import postprox.mail.Envelope;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** What becomes of a message by what several filters say. */
class ChainTest {
    private static final Envelope ENVELOPE = new Envelope("s", "<>", List.of("b@example.com"), "helo", Map.of());
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
    void theFirstRefusalEndsItAndWhatWasSaidBeforeIsKept() throws IOException {
        Reply reply = Reply.of(550, "no");
        assertThat(decide(
                        FailurePolicy.PASS,
                        saying(new Verdict.Accept(SAID)),
                        saying(new Verdict.Reject(reply)),
                        failing()))
                .isEqualTo(new Decision.Refuse(reply, List.of(SAID)));
        assertThat(seen).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void oneThatFailsEndsItAsTheAdministratorChose(FailurePolicy policy) throws IOException {
        Decision decision = decide(policy, replacing("changed"), failing(), accepting());
        switch (policy) {
            case PASS ->
                assertThat(decision)
                        .isInstanceOfSatisfying(
                                Decision.PassUnfiltered.class,
                                pass -> assertThat(read(pass.text())).isEqualTo("original\n"));
            case TEMPFAIL ->
                assertThat(decision)
                        .isEqualTo(new Decision.PutOff(new NoVerdict.Failed("broken"), List.of(Remarks.NONE)));
        }
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
        assertThat(decide(FailurePolicy.PASS, saying(why), accepting())).isEqualTo(new Decision.PutOff(why, List.of()));
    }

    @Test
    void envelopeDeadlineAndOriginAreTheSameForAll() throws IOException {
        List<Examination> examinations = new ArrayList<>();
        Filter keeping = examination -> {
            examinations.add(examination);
            return new Verdict.Replace(text(examination.message(), "other"));
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

    private String passed(Filter... filters) throws IOException {
        if (decide(FailurePolicy.TEMPFAIL, filters)
                instanceof Decision.Pass(SpooledText text, LineEnds lineEnds, FilterResult filtered, var _)) {
            return filtered + ", " + lineEnds + ": " + read(text);
        }
        throw new AssertionError("it does not pass");
    }

    private Decision decide(FailurePolicy policy, Filter... filters) throws IOException {
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(60));
        return new Chain(List.of(filters), policy)
                .examine(new Examination(message, ENVELOPE, deadline, new Origin(List.of("A=b"))), StrayCr.SPACE);
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
            return new Verdict.Replace(text(examination.message(), text));
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
