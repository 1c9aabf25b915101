package postprox.filter.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.contract.ContractSite.PLAIN;
import static postprox.filter.contract.ContractSite.refusal;

import java.io.IOException;
import java.nio.file.Path;
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
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.smtp.Xforward;
import postprox.testkit.HostileTexts;
import postprox.text.WireText;

/** What an administrator may expect of a filter of any kind. */
class FilterContractTest {
    private static final int LARGE_BYTES = 30 * 1024 * 1024;

    @TempDir
    private Path directory;

    private ContractSite site;

    @BeforeEach
    void open() throws IOException {
        site = new ContractSite(directory);
    }

    @AfterEach
    void nothingIsLeftInTheSpool() throws IOException {
        site.close();
    }

    static Stream<Arguments> contents() {
        Map<String, String> contents = Map.of(
                "plain", PLAIN,
                "empty", "",
                "no last newline", "Subject: x\n\nno end",
                "NUL", "Subject: x\n\na\0b\0\n",
                "8-bit", "Subject: \u00e9\u00ff\n\n\u0080\u00fe\u00ff\n",
                "only a header", "Subject: x\n",
                "dots", "Subject: x\n\n.\n..\n",
                "30 MB", large());
        return Stream.of(FilterKind.values())
                .flatMap(kind -> contents.entrySet().stream()
                        .map(content -> Arguments.of(kind, content.getKey(), content.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("contents")
    void acceptsAndSeesEveryByte(FilterKind kind, String name, String content) throws IOException {
        try (Peer peer = site.peer(kind)) {
            peer.behave(Behaviour.ACCEPTS);
            assertThat(site.answer(peer, content)).isInstanceOf(Verdict.Accept.class);
            if (peer.can(Behaviour.REFUSES_WITH_DIGEST)) {
                peer.behave(Behaviour.REFUSES_WITH_DIGEST);
                assertThat(refusal(site.answer(peer, content))).contains(Peer.digest(WireText.bytes(content)));
            }
            peer.filter().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesInItsOwnWords(FilterKind kind) throws IOException {
        try (Peer peer = site.peer(kind)) {
            peer.behave(Behaviour.REFUSES);
            assertThat(refusal(site.answer(peer, PLAIN))).isEqualTo("554 " + Peer.REFUSAL);
            peer.filter().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void editsTheHeaderAndLeavesTheRest(FilterKind kind) throws IOException {
        try (Peer peer = site.peer(kind)) {
            if (peer.can(Behaviour.EDITS)) {
                peer.behave(Behaviour.EDITS);
                assertThat(site.passing(peer)).isEqualTo(Peer.FIELD + "\n" + PLAIN);
            }
            peer.filter().close();
        }
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void givesTheSameAnswerWhateverTheEnvelopeSays(FilterKind kind, Envelope envelope) throws IOException {
        try (Peer peer = site.peer(kind)) {
            peer.behave(Behaviour.REFUSES);
            assertThat(refusal(site.answer(peer, envelope))).isEqualTo("554 " + Peer.REFUSAL);
            peer.behave(Behaviour.ACCEPTS);
            assertThat(site.answer(peer, envelope)).isInstanceOf(Verdict.Accept.class);
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
        try (Peer peer = site.peer(kind)) {
            peer.behave(Behaviour.ACCEPTS);
            assertThat(site.answer(peer, PLAIN)).isInstanceOf(Verdict.Accept.class);
            peer.filter().close();
            assertThat(site.answer(peer, PLAIN)).isInstanceOf(Verdict.Accept.class);
            peer.filter().close();
        }
    }

    private static String large() {
        byte[] content = new byte[LARGE_BYTES];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 77 == 0 ? '\n' : 'a' + i % 26);
        }
        return WireText.of(content, 0, content.length);
    }
}
