package postprox.command;

import java.io.IOException;
import java.util.List;
import postprox.config.CommandLine;
import postprox.config.UsageException;
import postprox.run.Exit;

/** {@code postprox completion SHELL}: prints a script by which a shell completes command lines. */
final class Completion implements Command {
    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        List<String> operands = line.operands();
        return Output.print(script(operands.size() == 1 ? operands.getFirst() : ""));
    }

    static String script(String shell) throws UsageException {
        return switch (shell) {
            case "bash" -> BashCompletion.script();
            case "zsh" -> ZshCompletion.script();
            case "fish" -> FishCompletion.script();
            default -> throw new UsageException("completion needs the name of a shell: bash, zsh or fish");
        };
    }
}
