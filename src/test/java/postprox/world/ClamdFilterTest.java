package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.clamd.ClamdFilter;
import postprox.filter.clamd.ClamdProbe;
import postprox.filter.clamd.Meaning;
import postprox.filter.clamd.OnFinding;
import postprox.filter.command.CommandFilter;
import postprox.filter.service.Servers;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.net.Wire;
import postprox.smtp.Reply;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** The filter kind clamd with Debian's clamd. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.SAME_THREAD)
class ClamdFilterTest {
    private static final Reply VIRUS = Reply.of(554, "5.7.1 Message contains a virus (" + Clamd.NAME + ")");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int LIMIT = 1 << 20;

    private final Workspace workspace = Workspace.create();
    private final TestClock clock = new TestClock();
    private final List<Event> events = new ArrayList<>();
    private final ServiceDialer dialer = new ServiceDialer(Watchdog.start(e -> {
        throw new AssertionError(e);
    }));
    private final List<Clamd> clamds = new ArrayList<>();
    private Examinations examinations;

    @BeforeEach
    void makeSpool() throws IOException {
        examinations = new Examinations(workspace.directory("spool"));
    }

    @AfterEach
    void cleanUp() throws IOException {
        examinations.close();
        clamds.forEach(Clamd::close);
        workspace.close();
    }

    /** How a message may reach clamd. */
    private enum Way {
        SMALL_FILE_IN_MEMORY,
        SPOOLED_FILE,
        EDITED,
        STREAM_ON_UNIX_SOCKET,
        STREAM_ON_TCP
    }

    @Test
    void theManualsScriptTheExampleAndEachWayRefuseTheSameMessages() throws IOException {
        Clamd clamd = clamd();
        Path manual = workspace.script("manual", """
                %s --config-file=%s --disable-summary --stdout - < "$EMAIL"
                STATUS=$?
                [ -z "$STATUS" ] && STATUS=2
                [ $STATUS -eq 0 ] && exit 0
                if [ $STATUS -eq 1 ]; then
                        echo 550 Message contains a virus 1>&2
                        exit 1
                fi
                exit 2
                """.formatted(Clamd.CLAMDSCAN, clamd.config()));
        Path example = Path.of("examples/clamdscan.sh").toAbsolutePath();
        Map<String, List<String>> said = new LinkedHashMap<>();
        Map<String, List<String>> expected = new LinkedHashMap<>();
        for (Map.Entry<String, String> message : ClamdMessages.all().entrySet()) {
            List<String> answers = new ArrayList<>();
            answers.add(word(ask(new CommandFilter(manual.toString()), message.getValue())));
            answers.add(word(ask(new CommandFilter(example + " --config-file=" + clamd.config()), message.getValue())));
            for (Way way : Way.values()) {
                answers.add(word(ask(clamd, way, message.getValue())));
            }
            said.put(message.getKey(), answers);
            String word = message.getKey().startsWith("virus") ? "Reject" : "Accept";
            expected.put(
                    message.getKey(),
                    Stream.generate(() -> word).limit(answers.size()).toList());
        }

        assertThat(said).isEqualTo(expected);
    }

    @Test
    void aVirusIsRefusedByItsName() throws IOException {
        Clamd clamd = clamd();
        for (Way way : Way.values()) {
            assertThat(ask(clamd, way, "Subject: x\n\n" + Clamd.EICAR + "\n"))
                    .as("%s", way)
                    .isEqualTo(new Verdict.Reject(VIRUS));
        }
    }

    /** A write beyond the limit breaks off while the refusal waits to be read. */
    @Test
    void aMessageBeyondStreamMaxLengthIsNoFailure() throws IOException {
        Clamd clamd = clamd("StreamMaxLength 1M");
        for (Way way : List.of(Way.STREAM_ON_UNIX_SOCKET, Way.STREAM_ON_TCP, Way.EDITED)) {
            assertThat(ask(clamd, way, ClamdMessages.ofSize(LIMIT)))
                    .as("%s", way)
                    .isEqualTo(new Verdict.Accept());
            for (int size : new int[] {LIMIT + 1, LIMIT + 100_000, 8 * LIMIT}) {
                for (int i = 0; i < 5; i++) {
                    assertThat(ask(clamd, way, ClamdMessages.ofSize(size)))
                            .as("%s %d", way, size)
                            .isEqualTo(new NoVerdict.TooLarge("larger than clamd's StreamMaxLength"));
                }
            }
        }
        assertThat(ask(clamd, Way.SPOOLED_FILE, ClamdMessages.ofSize(8 * LIMIT)))
                .isEqualTo(new Verdict.Accept());
        assertThat(events).isEmpty();
    }

    @Test
    void whatIsEncryptedPassesOnlyIfTheAdministratorSaysSo() throws IOException {
        String message = ClamdMessages.encrypted();
        Clamd strict = clamd("AlertEncrypted yes");

        assertThat(ask(filter(strict.places(), OnFinding.REJECT, OnFinding.PASS), message))
                .isEqualTo(
                        new Verdict.Reject(Reply.of(554, "5.7.1 Message contains a virus (Heuristics.Encrypted.Zip)")));
        assertThat(ask(filter(strict.places(), OnFinding.PASS, OnFinding.REJECT), message))
                .isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void encryptedMailPassesIfClamdDoesNotReportIt() throws IOException {
        assertThat(ask(clamd(), Way.SPOOLED_FILE, ClamdMessages.encrypted())).isEqualTo(new Verdict.Accept());
    }

    @Test
    void whatIsBeyondClamdsLimitsPassesOnlyIfTheAdministratorSaysSo() throws IOException {
        String message = ClamdMessages.ofSize(3 * LIMIT);
        Clamd strict = clamd("AlertExceedsMax yes", "MaxFileSize 1M", "MaxScanSize 1M");

        assertThat(ask(filter(strict.places(), OnFinding.PASS, OnFinding.REJECT), message))
                .isInstanceOfSatisfying(
                        Verdict.Reject.class,
                        refusal -> assertThat(refusal.reply().oneLine())
                                .startsWith("554 5.7.1 Message contains a virus (Heuristics.Limits.Exceeded"));
        assertThat(ask(filter(strict.places(), OnFinding.REJECT, OnFinding.PASS), message))
                .isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void aReloadFailsNoMessage() throws Exception {
        Clamd clamd = clamd();
        Filter filter = filter(clamd.places(), OnFinding.REJECT, OnFinding.REJECT);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Answer>>> mail = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                mail.add(threads.submit(flow(filter, 60)));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(say(clamd, "zRELOAD\0")).isEqualTo("RELOADING");
            }
            for (Future<List<Answer>> flow : mail) {
                assertThat(flow.get()).containsOnly(new Verdict.Accept(), new Verdict.Reject(VIRUS));
            }
        }
        assertThat(events).isEmpty();
    }

    @Test
    void aClamdThatIsKilledAndComesBackScansAgain() throws Exception {
        Clamd clamd = clamd();
        Filter filter = filter(clamd.places().subList(0, 1), OnFinding.REJECT, OnFinding.REJECT);
        for (int round = 0; round < 3; round++) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<List<Answer>>> mail = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    mail.add(threads.submit(flow(filter, 40)));
                }
                clamd.kill();
                for (Future<List<Answer>> flow : mail) {
                    assertThat(flow.get())
                            .allMatch(answer -> answer.equals(new Verdict.Accept())
                                    || answer.equals(new Verdict.Reject(VIRUS))
                                    || answer instanceof NoVerdict.Failed);
                }
            }
            clamd.startAgain();
            clamd.await();
            clock.advance(Duration.ofSeconds(60));
            assertThat(ask(filter, "Subject: x\n\n" + Clamd.EICAR + "\n")).isEqualTo(new Verdict.Reject(VIRUS));
            assertThat(ask(filter, "Subject: x\n\nclean\n")).isEqualTo(new Verdict.Accept());
        }
        assertThat(events.stream().filter(FilterEvent.FilterServerLost.class::isInstance))
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void anotherClamdTakesOver() throws IOException {
        Clamd first = clamd();
        Clamd second = Clamd.start(workspace, "second");
        clamds.add(second);
        second.await();
        Filter filter = filter(List.of(first.socket(), second.port()), OnFinding.REJECT, OnFinding.REJECT);
        first.kill();
        for (int i = 0; i < 10; i++) {
            assertThat(ask(filter, "Subject: x\n\n" + Clamd.EICAR + "\n")).isEqualTo(new Verdict.Reject(VIRUS));
        }

        assertThat(events).hasSize(1);
        assertThat(events.getFirst()).isInstanceOfSatisfying(FilterEvent.FilterServerLost.class, lost -> {
            assertThat(lost.server()).isEqualTo(first.socket().toString());
            assertThat(lost.left()).isEqualTo(1);
        });
    }

    /** It accepts connections in the kernel and then says nothing: only the limit of the whole exchange tells. */
    @Test
    void aClamdWithAllPlacesTakenIsAFailureAfterTheTimeout() throws IOException {
        Clamd clamd = clamd("MaxThreads 2", "MaxQueue 4", "CommandReadTimeout 100");
        List<Wire> idle = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Wire wire = dialer.dial(clamd.socket(), in(LONG));
            byte[] session = WireText.bytes("zIDSESSION\0");
            wire.write(session, 0, session.length);
            idle.add(wire);
        }
        for (Way way : List.of(Way.SPOOLED_FILE, Way.STREAM_ON_UNIX_SOCKET, Way.STREAM_ON_TCP)) {
            assertThat(ask(filter(clamd, way), "Subject: x\n\nclean\n", way, Duration.ofSeconds(1)))
                    .as("%s", way)
                    .isInstanceOfSatisfying(
                            NoVerdict.Failed.class,
                            failed -> assertThat(failed.reason()).contains("no answer in 1.0 s"));
        }
        idle.forEach(Wire::close);

        assertThat(ask(clamd, Way.SPOOLED_FILE, "Subject: x\n\nclean\n")).isEqualTo(new Verdict.Accept());
    }

    @Test
    void nothingIsLeftOpen() throws IOException {
        Clamd clamd = clamd("StreamMaxLength 1M");
        Runnable all = () -> {
            for (Way way : Way.values()) {
                var _ = ask(clamd, way, "Subject: x\n\nclean\n");
                var _ = ask(clamd, way, ClamdMessages.ofSize(2 * LIMIT));
            }
        };
        all.run();
        long before = descriptors();
        for (int i = 0; i < 20; i++) {
            all.run();
        }
        clamd.kill();
        for (int i = 0; i < 20; i++) {
            all.run();
        }

        assertThat(descriptors()).isLessThanOrEqualTo(before + 10);
    }

    @Test
    void aProbeTellsTheVersionOrWhyThereIsNone() throws IOException {
        Clamd clamd = clamd();
        assertThat(ClamdProbe.version(clamd.socket(), dialer, in(LONG))).startsWith("ClamAV 1.");
        assertThat(ClamdProbe.version(clamd.port(), dialer, in(LONG))).startsWith("ClamAV 1.");
        clamd.kill();

        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> ClamdProbe.version(clamd.port(), dialer, in(LONG))))
                .hasMessage("Connection refused");
    }

    private Clamd clamd(String... lines) {
        Clamd clamd = Clamd.start(workspace, "clamd", lines);
        clamds.add(clamd);
        clamd.await();
        return clamd;
    }

    private Filter filter(List<Endpoint> places, OnFinding onEncrypted, OnFinding onLimits) {
        return filter(places, onEncrypted, onLimits, false);
    }

    private Filter filter(Clamd clamd, Way way) {
        return filter(
                List.of(way == Way.STREAM_ON_TCP ? clamd.port() : clamd.socket()),
                OnFinding.REJECT,
                OnFinding.REJECT,
                way == Way.STREAM_ON_UNIX_SOCKET);
    }

    private Filter filter(List<Endpoint> places, OnFinding onEncrypted, OnFinding onLimits, boolean streams) {
        return new ClamdFilter(
                new Servers("clamd", places, events::add, clock),
                dialer,
                new Meaning("Message contains a virus (%v)", onEncrypted, onLimits),
                streams);
    }

    /** Asks on a virtual thread, as a session does. */
    private Answer ask(Clamd clamd, Way way, String text) {
        return ask(filter(clamd, way), text, way, LONG);
    }

    private Answer ask(Filter filter, String text) {
        return ask(filter, text, Way.SMALL_FILE_IN_MEMORY, LONG);
    }

    private Answer ask(Filter filter, String text, Way way, Duration time) {
        try (ExecutorService session = Executors.newVirtualThreadPerTaskExecutor();
                SpooledMessage message = examinations.message(text)) {
            SpooledMessage examined = switch (way) {
                case EDITED -> message.derive(WireText.bytes("X-Added: 1\n"), Math.min(11, message.size()));
                case SPOOLED_FILE -> {
                    var _ = message.asFile();
                    yield message;
                }
                case SMALL_FILE_IN_MEMORY, STREAM_ON_TCP, STREAM_ON_UNIX_SOCKET -> message;
            };
            return session.submit(() -> filter.examine(examinations.of(examined, time)))
                    .get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Callable<List<Answer>> flow(Filter filter, int messages) {
        return () -> {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                answers.add(ask(filter, "Subject: x\n\n" + (i % 2 == 0 ? "clean" : Clamd.EICAR) + "\n"));
            }
            return answers;
        };
    }

    private String say(Clamd clamd, String command) throws IOException {
        try (Wire wire = dialer.dial(clamd.socket(), in(LONG))) {
            byte[] bytes = WireText.bytes(command);
            wire.write(bytes, 0, bytes.length);
            byte[] reply = new byte[100];
            int count = wire.read(reply, 0, reply.length);
            return WireText.of(reply, 0, count).strip().replace("\0", "");
        }
    }

    private static Deadline in(Duration time) {
        return Deadline.after(Ticker.SYSTEM, time);
    }

    private static String word(Answer answer) {
        return answer.getClass().getSimpleName();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
