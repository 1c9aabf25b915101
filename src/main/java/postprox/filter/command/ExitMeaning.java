package postprox.filter.command;

import java.util.List;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.program.FilterFiles;
import postprox.filter.program.NamedProgram;
import postprox.filter.program.OutputFile;
import postprox.filter.program.ProcessLimits;
import postprox.filter.program.WrongEditException;
import postprox.mail.HeaderEdit;
import postprox.posix.ChildExit;
import postprox.spool.SpoolException;

/** The meaning of a command's end: the exit statuses of the manual, and those of the shell, the kernel and interpreters. */
final class ExitMeaning {
    /** The exit statuses of the manual. */
    private static final int ACCEPT = 0;

    private static final int REJECT = 1;

    private final String command;
    private final ProcessLimits limits;
    private final CrashPolicy crashPolicy;

    ExitMeaning(String command, ProcessLimits limits, CrashPolicy crashPolicy) {
        this.command = command;
        this.limits = limits;
        this.crashPolicy = crashPolicy;
    }

    /**
     * The meaning of an exit.
     *
     * @param time  how long the command was allowed to run
     * @param said  the output of the command to its standard error
     * @param files the files that the command was given
     */
    Ending of(ChildExit exit, Allowance time, Said said, FilterFiles files) {
        String lastLine = said.lastLine();
        return switch (exit) {
            case ChildExit.Status(int status)
            when status == ACCEPT -> new Ending(accepted(files, lastLine), "exit status 0");
            case ChildExit.Status(int status) when status == REJECT -> new Ending(refused(said), "exit status 1");
            case ChildExit.Status(int status)
            when limits.isNotSet(status) ->
                Ending.notRun("the limits of the --filter options cannot be set: " + lastLine);
            case ChildExit.Status(int status) ->
                Ending.failed("exit status " + status + hint(status), lastLine, NamedProgram.remedy(status, command));
            case ChildExit.Signal(int number) ->
                Ending.failed("killed by signal " + number + limits.signalHint(number), lastLine);
            case ChildExit.TimedOut() -> Ending.failed("no verdict within " + time + ", killed", lastLine);
        };
    }

    private Answer accepted(FilterFiles files, String lastLine) {
        try {
            OutputFile.Written written = files.written();
            Remarks remarks = new Remarks(lastLine, written.hint());
            List<HeaderEdit> edits = files.writtenEdits(limits);
            if (written.text().isEmpty() && edits.isEmpty()) {
                return new Verdict.Accept(remarks);
            }
            // A filter may not notice, or may ignore, that its last write failed at the limit. A sender could
            // make a message so large that this happens.
            return written.text().isPresent()
                            && limits.mayHaveCut(written.text().get().size())
                    ? new NoVerdict.Doubtful(
                            "OUTFILE is as large as a file may be, and may have been cut: --filter-file-size")
                    : new Verdict.Edit(edits, written.text(), remarks);
        } catch (WrongEditException e) {
            return new NoVerdict.Doubtful(String.valueOf(e.getMessage()));
        } catch (SpoolException e) {
            return new NoVerdict.Unfounded(e);
        }
    }

    private Answer refused(Said said) {
        return switch (crashPolicy) {
            case FAIL -> said.crash(command).map(Crash::answer).orElseGet(said::refusal);
            case REFUSE -> said.refusal();
        };
    }

    private String hint(int status) {
        return NamedProgram.hint(status) + limits.hint(status);
    }
}
