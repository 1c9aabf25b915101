package postprox.filter.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.config.FilterKind;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Chain;
import postprox.filter.Decision;
import postprox.filter.Examination;
import postprox.filter.FailurePolicy;
import postprox.filter.NoVerdict;
import postprox.filter.Origin;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.smtp.Xforward;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.testkit.Chains;
import postprox.testkit.HostileTexts;
import postprox.testkit.Spooled;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * What an administrator may expect of a filter of any kind, whatever its peer does. A peer that cannot be understood never lets a
 * message pass, and does no harm to the next message.
 */
class FilterContractTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final int LARGE_BYTES = 30 * 1024 * 1024;
    private static final byte[] PLAIN = bytes("Subject: plain\n\ntext\n");
    private static final Envelope ENVELOPE =
            new Envelope("s3ss10n", "a@example.org", List.of("b@example.com"), "client.example", Map.of());

    @TempDir
    private Path directory;

    @TempDir
    private Path spoolDirectory;

    private Spool spool;

    @BeforeEach
    void openTheSpool() {
        spool = Spool.in(spoolDirectory);
    }

    @AfterEach
    void nothingIsLeftInTheSpool() throws IOException {
        spool.close();
        assertThat(Spooled.in(spoolDirectory)).isEmpty();
    }

    /** The peer of each kind. A new kind does not compile without one. */
    private Peer peer(FilterKind kind) throws IOException {
        return switch (kind) {
            case COMMAND -> new CommandPeer(directory);
            case CLAMD -> new ClamdPeer();
            case ICAP -> new IcapPeer();
            case SPAMD -> new SpamdPeer();
            case RSPAMD -> new RspamdPeer();
            case HOOKS -> new HooksPeer();
            case JAVA -> new JavaPeer(directory);
            case WORKER -> new WorkerPeer(directory);
            case POLICY -> new PolicyPeer();
            case MILTER -> new MilterPeer();
        };
    }

    static Stream<Arguments> contents() {
        Map<String, byte[]> contents = Map.of(
                "plain", PLAIN,
                "empty", new byte[0],
                "no last newline", bytes("Subject: x\n\nno end"),
                "NUL", bytes("Subject: x\n\na\0b\0\n"),
                "8-bit", bytes("Subject: \u00e9\u00ff\n\n\u0080\u00fe\u00ff\n"),
                "only a header", bytes("Subject: x\n"),
                "dots", bytes("Subject: x\n\n.\n..\n"),
                "30 MB", large());
        return Stream.of(FilterKind.values())
                .flatMap(kind -> contents.entrySet().stream()
                        .map(content -> Arguments.of(kind, content.getKey(), content.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("contents")
    void acceptsAndSeesEveryByte(FilterKind kind, String name, byte[] content) throws IOException {
        try (Peer peer = peer(kind)) {
            peer.behave(Behaviour.ACCEPTS);
            assertThat(answer(peer, content)).isInstanceOf(Verdict.Accept.class);
            if (can(peer, Behaviour.REFUSES_WITH_DIGEST)) {
                peer.behave(Behaviour.REFUSES_WITH_DIGEST);
                assertThat(refusal(answer(peer, content))).contains(Peer.digest(content));
            }
            peer.filter().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesInItsOwnWords(FilterKind kind) throws IOException {
        try (Peer peer = peer(kind)) {
            peer.behave(Behaviour.REFUSES);
            assertThat(refusal(answer(peer, PLAIN))).isEqualTo("554 " + Peer.REFUSAL);
            peer.filter().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void editsTheHeaderAndLeavesTheRest(FilterKind kind) throws IOException {
        try (Peer peer = peer(kind)) {
            if (can(peer, Behaviour.EDITS)) {
                peer.behave(Behaviour.EDITS);
                assertThat(passing(peer, PLAIN)).isEqualTo(Peer.FIELD + "\n" + text(PLAIN));
            }
            peer.filter().close();
        }
    }

    /** After each failure the peer is well again, and the next messages get their own answers. */
    @ParameterizedTest
    @MethodSource("failures")
    void failsAndComesBack(FilterKind kind, Behaviour failure) throws IOException {
        try (Peer peer = peer(kind)) {
            if (can(peer, failure)) {
                peer.behave(Behaviour.ACCEPTS);
                assertThat(answer(peer, PLAIN)).isInstanceOf(Verdict.Accept.class);

                peer.behave(failure);
                assertThat(answer(peer, PLAIN, ENVELOPE, SHORT)).isInstanceOf(noVerdict(kind, failure));

                peer.behave(Behaviour.ACCEPTS);
                comesBack(peer);
                peer.behave(Behaviour.REFUSES);
                assertThat(refusal(answer(peer, PLAIN))).isEqualTo("554 " + Peer.REFUSAL);
            }
            peer.filter().close();
        }
    }

    /**
     * The failure policy decides. But where an answer without an end may be against the message behind what was read of it, the message
     * never passes: a service of ICAP says so in a page that follows.
     */
    private static Class<?> noVerdict(FilterKind kind, Behaviour failure) {
        return kind == FilterKind.ICAP && failure == Behaviour.FLOODS
                ? NoVerdict.Doubtful.class
                : NoVerdict.Failed.class;
    }

    static Stream<Arguments> failures() {
        List<Behaviour> failures = List.of(
                Behaviour.HANGS,
                Behaviour.DIES,
                Behaviour.FLOODS,
                Behaviour.ANSWERS_LATE,
                Behaviour.TALKS_NONSENSE,
                Behaviour.IS_NOT_THERE);
        return Stream.of(FilterKind.values())
                .flatMap(kind -> failures.stream().map(failure -> Arguments.of(kind, failure)));
    }

    /** A second answer to one message is not taken for the answer to the next. */
    @ParameterizedTest
    @EnumSource
    void takesNoAnswerForAnotherMessages(FilterKind kind) throws IOException {
        try (Peer peer = peer(kind)) {
            if (can(peer, Behaviour.ANSWERS_TWICE)) {
                peer.behave(Behaviour.ANSWERS_TWICE);
                Answer _ = answer(peer, PLAIN);
                peer.behave(Behaviour.ACCEPTS);
                comesBack(peer);
            }
            peer.filter().close();
        }
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void givesTheSameAnswerWhateverTheEnvelopeSays(FilterKind kind, Envelope envelope) throws IOException {
        try (Peer peer = peer(kind)) {
            peer.behave(Behaviour.REFUSES);
            if (peer.canBeTold(envelope)) {
                assertThat(refusal(answer(peer, PLAIN, envelope, LONG))).isEqualTo("554 " + Peer.REFUSAL);
                peer.behave(Behaviour.ACCEPTS);
                assertThat(answer(peer, PLAIN, envelope, LONG)).isInstanceOf(Verdict.Accept.class);
            } else {
                // Otherwise its sender could choose not to be examined.
                assertThat(answer(peer, PLAIN, envelope, LONG)).isInstanceOf(NoVerdict.Doubtful.class);
            }
            peer.filter().close();
        }
    }

    static Stream<Arguments> envelopes() {
        Stream<Envelope> hostile = Stream.concat(
                        HostileTexts.ofAscii(),
                        Stream.of("a\n\naction=REJECT\n\n", "zEND\0", "\u00e9\u00ff", "x".repeat(10_000)))
                .map(FilterContractTest::everywhere);
        Stream<Envelope> others = Stream.of(
                new Envelope("s3ss10n", "<>", List.of("b@example.com"), "", Map.of()),
                new Envelope("s3ss10n", "a@example.org", Collections.nCopies(1000, "b@example.com"), "helo", Map.of()));
        return Stream.concat(hostile, others)
                .flatMap(envelope -> Stream.of(FilterKind.values()).map(kind -> Arguments.of(kind, envelope)));
    }

    private static Envelope everywhere(String text) {
        Map<Xforward.Attribute, String> client = new EnumMap<>(Xforward.Attribute.class);
        for (Xforward.Attribute attribute : Xforward.Attribute.values()) {
            client.put(attribute, text);
        }
        return new Envelope("s3ss10n", text, List.of(text, text), text, client);
    }

    /** A filter that a reload has dropped still answers the messages that began with it. */
    @ParameterizedTest
    @EnumSource
    void answersAlsoAfterItWasClosed(FilterKind kind) throws IOException {
        try (Peer peer = peer(kind)) {
            peer.behave(Behaviour.ACCEPTS);
            assertThat(answer(peer, PLAIN)).isInstanceOf(Verdict.Accept.class);
            peer.filter().close();
            assertThat(answer(peer, PLAIN)).isInstanceOf(Verdict.Accept.class);
            peer.filter().close();
        }
    }

    /** A peer that was away may be asked again only after a while. Until then the filter fails; nothing else may come. */
    private void comesBack(Peer peer) throws IOException {
        Deadline end = Deadline.after(Ticker.SYSTEM, LONG);
        Answer answer = answer(peer, PLAIN);
        while (answer instanceof NoVerdict.Failed && !end.isOver()) {
            answer = answer(peer, PLAIN);
        }
        assertThat(answer).isInstanceOf(Verdict.Accept.class);
    }

    private static boolean can(Peer peer, Behaviour behaviour) {
        return !peer.foreign().contains(behaviour);
    }

    private Answer answer(Peer peer, byte[] content) throws IOException {
        return answer(peer, content, ENVELOPE, LONG);
    }

    private Answer answer(Peer peer, byte[] content, Envelope envelope, Duration time) throws IOException {
        try (SpooledMessage message = spool.create()) {
            message.write(content, 0, content.length);
            return peer.filter().examine(examination(message, envelope, time));
        }
    }

    /** What passes, with the filter's changes. */
    private String passing(Peer peer, byte[] content) throws IOException {
        try (SpooledMessage message = spool.create()) {
            message.write(content, 0, content.length);
            Chain chain = Chains.of(List.of(peer.filter()), FailurePolicy.TEMPFAIL);
            Decision decision = chain.examine(examination(message, ENVELOPE, LONG), StrayCr.SPACE);
            return decision instanceof Decision.Pass pass ? read(pass.text()) : "not passed: " + decision;
        }
    }

    private static Examination examination(SpooledMessage message, Envelope envelope, Duration time) {
        Deadline deadline = Deadline.after(Ticker.SYSTEM, LONG);
        return new Examination(
                message, envelope, Allowance.until(deadline).within(time), new Origin(List.of("PATH=/usr/bin:/bin")));
    }

    private static String refusal(Answer answer) {
        return answer instanceof Verdict.Reject(Reply reply, var _) ? reply.oneLine() : "no refusal: " + answer;
    }

    private static String read(SpooledText text) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.write(block, 0, count);
        }
        return text(all.toByteArray());
    }

    private static byte[] large() {
        byte[] content = new byte[LARGE_BYTES];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 77 == 0 ? '\n' : 'a' + i % 26);
        }
        return content;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
