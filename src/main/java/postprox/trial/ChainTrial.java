package postprox.trial;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import postprox.event.FilterNote;
import postprox.event.FilterNote.Said;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.filter.Allowance;
import postprox.filter.Chain;
import postprox.filter.Decision;
import postprox.filter.Examination;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.time.Deadline;

/** Has all filters examine one message, as the mail flow would, and reports what each of them said and what would follow. */
public final class ChainTrial implements Trial {
    private final Chain chain;
    private final Circumstances circumstances;
    private final Switches switches;

    /**
     * Makes a trial.
     *
     * @param chain    the filters
     * @param switches what the administrator has switched on
     */
    public ChainTrial(Chain chain, Circumstances circumstances, Switches switches) {
        this.chain = chain;
        this.circumstances = circumstances;
        this.switches = switches;
    }

    @Override
    public Account run(InputStream content) throws IOException {
        try (TriedMessage tried = circumstances.read(content)) {
            return examine(tried);
        } catch (TriedMessage.TooLarge e) {
            return e.account();
        }
    }

    private Account examine(TriedMessage tried) throws IOException {
        FirstProcess.start();
        SpooledMessage message = tried.message();
        Deadline deadline = circumstances.deadline();
        Report report = new Report();
        Result result;
        Line line;
        long start = System.nanoTime();
        try (Progress _ = Progress.of(deadline.remaining())) {
            Decision decision = chain.examine(
                    new Examination(
                            message,
                            circumstances.envelope(),
                            Allowance.until(deadline),
                            circumstances.origin(),
                            circumstances.largest()),
                    circumstances.strayCr());
            ChainPrediction prediction =
                    deadline.isOver() ? ChainPrediction.TOO_LATE : ChainPrediction.of(decision, message, switches);
            result = prediction.result();
            line = line(prediction, decision, Duration.ofNanos(System.nanoTime() - start));
            report.row("verdict", prediction.verdict());
            report.row("reply", prediction.reply());
            decision.proceedings().notes().forEach(note -> report.row("filter", words(note)));
            hints(decision).forEach(hint -> report.row("hint", hint));
            report.row("message", message.size() + " bytes, as the first filter saw it");
            if (decision instanceof Decision.Pass pass) {
                report.verbatim(changes(message.text(), pass));
            }
        } catch (SpoolException e) {
            ChainPrediction prediction = ChainPrediction.of(e);
            result = prediction.result();
            line = Line.ofFailure(prediction.verdict(), Duration.ZERO, List.of());
            report.row("verdict", prediction.verdict());
            report.row("reply", prediction.reply());
        }
        List<String> warnings = tried.remove();
        if (!warnings.isEmpty()) {
            report.block("warning", warnings);
        }
        return new Account(result, line, report.toString());
    }

    private static Line line(ChainPrediction prediction, Decision decision, Duration time) {
        List<String> hints = Line.hinting(hints(decision));
        return switch (prediction.result()) {
            case PASSES ->
                decision instanceof Decision.Pass pass && pass.filtered() == FilterResult.CHANGED
                        ? new Line("changed", Line.behindColon(prediction.verdict()), time, hints)
                        : new Line("accepted", "", time, hints);
            case REFUSED -> new Line("refused", prediction.reply(), time, hints);
            case FILTER_FAILED -> {
                List<String> below = new ArrayList<>();
                below.add("in live mail: " + prediction.verdict());
                below.addAll(hints);
                yield Line.ofFailure(cause(prediction, decision), time, below);
            }
        };
    }

    /** What the filter that failed last said. */
    private static String cause(ChainPrediction prediction, Decision decision) {
        return decision.proceedings().notes().reversed().stream()
                .filter(note -> note.said() == Said.FAILED || note.said() == Said.DOUBTFUL)
                .filter(note -> !note.observed() && !note.words().isEmpty())
                .findFirst()
                .map(FilterNote::words)
                .orElse(prediction.verdict());
    }

    /** What a filter said, as {@code virus: pass, after 0.012 s}. */
    private static String words(FilterNote note) {
        return ChainPrediction.name(note.filter()) + ": " + note.answer()
                + (note.wasAsked() ? ", after " + Report.seconds(note.time()) : "")
                + (note.words().isEmpty() ? "" : ": " + note.words());
    }

    private static List<String> hints(Decision decision) {
        return decision.proceedings().remarks().stream()
                .flatMap(remarks -> remarks.hint().stream())
                .toList();
    }

    private List<String> changes(SpooledText original, Decision.Pass pass) throws IOException {
        return switch (pass.filtered()) {
            case NONE, PASSED -> List.of("no filter changed the message");
            case CHANGED, FAILED ->
                Changes.of(
                        original,
                        new Changes.Passing("what would be sent on", pass.text(), pass.lineEnds()),
                        circumstances.strayCr());
        };
    }
}
