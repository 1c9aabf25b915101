package postprox.command;

import static postprox.config.DoctorOptions.POSTFIX;
import static postprox.config.DoctorOptions.QUICK;
import static postprox.config.WatchOptions.JSON;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.UsageException;
import postprox.doctor.Depth;
import postprox.doctor.Doctor;
import postprox.doctor.Finding;
import postprox.doctor.Machine;
import postprox.posix.OwnProcess;
import postprox.postfix.Instances;
import postprox.postfix.Postfix;
import postprox.run.Exit;

/** {@code postprox doctor}: says what is wrong with Postfix and postprox, and what mends it. */
final class Examine implements Command {
    private static final int STANDARD_ERROR = 2;

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        if (!line.operands().isEmpty()) {
            throw new UsageException("doctor takes no '" + line.operands().getFirst()
                    + "'; the directory of another Postfix is named by --postfix DIR");
        }
        Configuration configuration = line.configuration();
        Optional<Path> given = configuration.find(POSTFIX);
        Postfix postfix = Postfix.in(
                given.isPresent()
                        ? given.get().toAbsolutePath()
                        : Instances.directories().getFirst());
        Depth depth = configuration.get(QUICK) ? Depth.QUICK : Depth.FULL;
        List<Finding> findings = Doctor.examine(postfix, depth, Machine.USUAL, Examine::tellWaiting);
        Exit exit = findings.stream().anyMatch(Finding::isTrouble) ? Exit.FAILURE : Exit.OK;
        Exit _ = Output.printBytes(
                configuration.get(JSON)
                        ? DoctorJson.text(postfix, findings, exit)
                        : DoctorText.of(postfix, findings, exit));
        return exit;
    }

    /** A person at a terminal wonders what takes so long. */
    private static void tellWaiting(String what) {
        if (OwnProcess.isTerminal(STANDARD_ERROR)) {
            System.err.println("postprox: " + what);
        }
    }
}
