package postprox.filter.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.contract.ContractSite.PLAIN;
import static postprox.filter.contract.ContractSite.refusal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.config.FilterKind;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.Examinations;

/** A peer that cannot be understood never lets a message pass, and does no harm to the next message, whatever the kind of filter. */
@Execution(ExecutionMode.CONCURRENT)
class FilterFailureContractTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    /** An answer that may be against the message must have begun, and on a busy machine that may take longer than a second. */
    private static final Duration LONG = Examinations.LONG;

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

    /** After each failure the peer is well again, and the next messages get their own answers. */
    @ParameterizedTest
    @MethodSource("failures")
    void failsAndComesBack(FilterKind kind, Behaviour failure) throws IOException {
        try (Peer peer = site.peer(kind)) {
            if (peer.can(failure)) {
                peer.behave(Behaviour.ACCEPTS);
                assertThat(site.answer(peer, PLAIN)).isInstanceOf(Verdict.Accept.class);

                peer.behave(failure);
                Class<?> expected = noVerdict(kind, failure);
                Duration time = expected == NoVerdict.Doubtful.class ? LONG : SHORT;
                assertThat(site.answer(peer, PLAIN, time)).isInstanceOf(expected);

                peer.behave(Behaviour.ACCEPTS);
                site.comesBack(peer);
                peer.behave(Behaviour.REFUSES);
                assertThat(refusal(site.answer(peer, PLAIN))).isEqualTo("554 " + Peer.REFUSAL);
            }
            peer.filter().close();
        }
    }

    /**
     * The failure policy decides. But where an answer without an end may be against the message behind what was read of it, the message
     * never passes: a service of ICAP says so in a page that follows, and what a policy service writes behind "action=" may be a refusal.
     */
    private static Class<?> noVerdict(FilterKind kind, Behaviour failure) {
        return (kind == FilterKind.ICAP || kind == FilterKind.POLICY) && failure == Behaviour.FLOODS
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
        try (Peer peer = site.peer(kind)) {
            if (peer.can(Behaviour.ANSWERS_TWICE)) {
                peer.behave(Behaviour.ANSWERS_TWICE);
                Answer _ = site.answer(peer, PLAIN);
                peer.behave(Behaviour.ACCEPTS);
                site.comesBack(peer);
            }
            peer.filter().close();
        }
    }
}
