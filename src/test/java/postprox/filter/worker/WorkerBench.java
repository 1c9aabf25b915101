package postprox.filter.worker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import postprox.event.Event;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.policy.RequestState;
import postprox.filter.program.ProcessLimits;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.testkit.Examinations;
import postprox.testkit.TestWatchdog;
import postprox.time.Watchdog;
import postprox.world.Patience;

/** A worker filter, whose worker is a script in sh, and messages for it. */
final class WorkerBench implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(30);

    /** Answers each request with what ANSWER makes of it; $recipient, $email, $outfile, $edits and $instance are set. */
    static final String LOOP = """
            email= outfile=
            while IFS= read -r line; do
                case $line in
                    email=*) email=${line#*=} ;;
                    outfile=*) outfile=${line#*=} ;;
                    edits=*) edits=${line#*=} ;;
                    recipient=*) recipient=${line#*=} ;;
                    instance=*) instance=${line#*=} ;;
                    '') ANSWER ;;
                esac
            done
            """;

    final Queue<Event> events = new ConcurrentLinkedQueue<>();

    /** Happens at an event, on the thread of which it is. */
    volatile Hook onEvent = _ -> {};

    /** The limits of the next worker. */
    ProcessLimits limits = ProcessLimits.NONE;

    private final Path directory;
    private final Examinations examinations;
    private final Watchdog watchdog;
    private WorkerFilter filter;

    /** What a test does at an event. */
    @FunctionalInterface
    interface Hook {
        void at(Event event) throws IOException, InterruptedException;
    }

    WorkerBench(Path directory) throws IOException {
        this.directory = directory;
        this.examinations = new Examinations(Files.createDirectories(directory.resolve("spool")));
        this.watchdog = TestWatchdog.running();
        this.filter = filter("exit 1", rules(1));
    }

    static WorkerRules rules(int workers) {
        return new WorkerRules("spam", workers, 1000, Duration.ofMinutes(5), RequestState.END_OF_MESSAGE, true);
    }

    /** The filter is from now on a worker that does for each request what a line of sh says. */
    WorkerBench answering(String line) throws IOException {
        return answering(line, rules(1));
    }

    WorkerBench answering(String line, WorkerRules rules) throws IOException {
        return running(LOOP.replace("ANSWER", line), rules);
    }

    /** The filter is from now on a worker with this script. */
    WorkerBench running(String script, WorkerRules rules) throws IOException {
        filter.close();
        Path file = Files.writeString(directory.resolve("worker.sh"), script);
        filter = filter("exec sh " + file, rules);
        return this;
    }

    private WorkerFilter filter(String command, WorkerRules rules) {
        return new WorkerFilter(command, rules, limits, this::publish, watchdog);
    }

    private void publish(Event event) {
        events.add(event);
        try {
            onEvent.at(event);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    WorkerFilter filter() {
        return filter;
    }

    Answer ask() throws IOException {
        return ask(LONG);
    }

    Answer ask(Duration time) throws IOException {
        try (SpooledMessage message = examinations.message("Subject: test\n\ntext\n")) {
            return filter.examine(examinations.of(message, time));
        }
    }

    Answer ask(Envelope envelope) throws IOException {
        try (SpooledMessage message = examinations.message("Subject: test\n\ntext\n")) {
            Examination usual = examinations.of(message, LONG);
            return filter.examine(new Examination(message, envelope, usual.allowance(), usual.origin()));
        }
    }

    static Envelope envelope(String helo, String... recipients) {
        return new Envelope("s3ss10n", "a@example.org", List.of(recipients), helo, Map.of());
    }

    /** The text that passes, read before the message is removed; or the answer in words. */
    String passing() throws IOException {
        try (SpooledMessage message = examinations.message("Subject: test\n\ntext\n")) {
            Answer answer = filter.examine(examinations.of(message, LONG));
            return answer instanceof Verdict.Edit edit && edit.content().isPresent()
                    ? read(edit.content().get())
                    : answer.toString();
        }
    }

    private static String read(SpooledText text) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.write(block, 0, count);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** The words of a refusal, by which a worker tells a test what it knows. */
    String told() throws IOException {
        return words(ask());
    }

    static String words(Answer answer) {
        return answer instanceof Verdict.Reject(Reply reply, var _)
                ? reply.oneLine().substring("554 5.7.1 ".length())
                : "no refusal: " + answer;
    }

    static String failure(Answer answer) {
        return answer instanceof NoVerdict.Failed(String reason) ? reason : "no failure: " + answer;
    }

    /** The event of this kind, which may come a moment after the answer. */
    <E extends Event> E event(Class<E> kind) {
        Patience.await(
                "there is a " + kind.getSimpleName(), () -> events.stream().anyMatch(kind::isInstance));
        return events.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    static void awaitEnd(long pid) {
        Patience.await("process " + pid + " has ended", () -> !isRunning(pid));
    }

    @Override
    public void close() throws IOException {
        filter.close();
        examinations.close();
    }
}
