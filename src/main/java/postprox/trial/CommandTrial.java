package postprox.trial;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Chain;
import postprox.filter.Decision;
import postprox.filter.Examination;
import postprox.filter.FailurePolicy;
import postprox.filter.Guard;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.command.CommandFilter;
import postprox.filter.command.Said;
import postprox.filter.command.Variables;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.time.Deadline;

/**
 * Runs the manual's filter on one message, as the mail flow would, and reports the result with all that the filter was given and
 * said.
 */
public final class CommandTrial implements Trial {
    private final CommandFilter filter;
    private final Duration timeout;
    private final FailurePolicy failurePolicy;
    private final Circumstances circumstances;

    /**
     * Makes a trial.
     *
     * @param filter        the filter that examines the message
     * @param timeout       how long it may take
     * @param failurePolicy the fate of a message whose filter has failed
     */
    public CommandTrial(
            CommandFilter filter, Duration timeout, FailurePolicy failurePolicy, Circumstances circumstances) {
        this.filter = filter;
        this.timeout = timeout;
        this.failurePolicy = failurePolicy;
        this.circumstances = circumstances;
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
        SpooledMessage message = tried.message();
        FirstProcess.start();
        ErrorText errors = new ErrorText();
        Said said = new Said();
        Deadline deadline = circumstances.deadline();
        Examination examination = new Examination(
                message,
                circumstances.envelope(),
                Allowance.until(deadline).within(timeout),
                circumstances.origin(),
                circumstances.largest());
        try (Watched watched = Watched.of(message);
                Progress _ = Progress.of(timeout)) {
            long start = System.nanoTime();
            CommandFilter.Run run = filter.run(
                    examination,
                    bytes -> {
                        errors.take(bytes);
                        said.take(bytes);
                    },
                    watched.ends());
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            Answer answer = examination.limited(run.answer());
            boolean readInput = watched.readInputAlone();
            Prediction prediction =
                    deadline.isOver() ? Prediction.TOO_LATE : Prediction.of(answer, message, failurePolicy);
            List<String> hints = Hints.of(new Observed(
                    filter.command(),
                    prediction.result(),
                    answer,
                    said,
                    watched.output(),
                    readInput,
                    run.variables(),
                    watched.beginning()));

            Report report = new Report();
            report.row("verdict", prediction.verdict());
            report.row("reply", prediction.reply());
            report.row("filter", run.ending() + ", after " + Report.seconds(time));
            reason(run.ending(), answer).ifPresent(reason -> report.row("reason", reason));
            hints.forEach(hint -> report.row("hint", hint));
            report.row("message", message.size() + " bytes, as the filter saw it");
            report.block("stderr", errors.lines());
            report.block("variables", variables(run.variables()));
            if (answer instanceof Verdict.Edit edit) {
                report.verbatim(changes(examination, edit));
            }
            warnings(tried, report);
            return new Account(
                    prediction.result(), Line.of(prediction, answer, hints, errors.lines(), time), report.toString());
        }
    }

    private static void warnings(TriedMessage tried, Report report) {
        List<String> warnings = tried.remove();
        if (!warnings.isEmpty()) {
            report.block("warning", warnings);
        }
    }

    /** The changes that a verdict makes, found by the same means as in the mail flow. */
    private List<String> changes(Examination examination, Verdict.Edit edit) throws IOException {
        StrayCr strayCr = circumstances.strayCr();
        SpooledText original = examination.message().text();
        return switch (new Chain(List.of(Guard.of(_ -> edit, failurePolicy))).examine(examination, strayCr)) {
            case Decision.Pass(SpooledText text, LineEnds lineEnds, var _, var _) ->
                Changes.of(original, new Changes.Passing(name(edit), text, lineEnds), strayCr);
            case Decision.Refuse(Reply reply, var _, var _) ->
                List.of("no diff: the message would be refused with " + reply.oneLine());
            case Decision.KeepAside _, Decision.ThrowAway _, Decision.PutOff _ -> List.of();
        };
    }

    private static String name(Verdict.Edit edit) {
        return (edit.content().isPresent() ? "OUTFILE" : "EMAIL")
                + (edit.edits().isEmpty() ? "" : " with EDITS");
    }

    /** The reason why there is no verdict, if the filter's ending does not have it. */
    private static Optional<String> reason(String ending, Answer answer) {
        return switch (answer) {
            case NoVerdict.Failed(String reason) when !reason.startsWith(ending) -> Optional.of(reason);
            case NoVerdict.Doubtful(String reason) -> Optional.of(reason);
            case NoVerdict.Failed _,
                    NoVerdict.Postponed _,
                    NoVerdict.TooLarge _,
                    NoVerdict.Unfounded _,
                    NoVerdict.NotAllowed _,
                    Verdict _ -> Optional.empty();
        };
    }

    private static List<String> variables(Variables variables) {
        return variables.values().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue()
                        + (variables.isCut(variable.getKey()) ? whereItIsWhole(variables, variable.getKey()) : ""))
                .toList();
    }

    private static String whereItIsWhole(Variables variables, String name) {
        String whole = name.equals("RECIPIENTS") ? "RECIPIENTS_FILE" : name + "_FULL";
        return variables.values().containsKey(whole) ? " [cut; all of it: " + whole + "]" : " [cut]";
    }
}
