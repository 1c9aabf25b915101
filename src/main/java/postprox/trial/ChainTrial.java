package postprox.trial;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import postprox.event.FilterNote;
import postprox.filter.Allowance;
import postprox.filter.Chain;
import postprox.filter.Decision;
import postprox.filter.Examination;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.time.Deadline;

/** Has all filters examine one message, as the mail flow would, and reports what each of them said and what would follow. */
public final class ChainTrial {
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

    /**
     * Has the filters examine a message.
     *
     * @param content the message
     * @throws IOException if the message cannot be read or stored
     */
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
        try {
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
            report.row("verdict", prediction.verdict());
            report.row("reply", prediction.reply());
        }
        List<String> warnings = tried.remove();
        if (!warnings.isEmpty()) {
            report.block("warning", warnings);
        }
        return new Account(result, report.toString());
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
