package postprox.command;

import static postprox.config.DoctorOptions.POSTFIX;
import static postprox.config.SetupOptions.AFTER_QUEUE;
import static postprox.config.SetupOptions.APPLY;
import static postprox.config.SetupOptions.DIFF;
import static postprox.config.SetupOptions.FORCE;
import static postprox.config.SetupOptions.FRONT;
import static postprox.config.SetupOptions.LOCAL;
import static postprox.config.SetupOptions.MILTERS;
import static postprox.config.SetupOptions.NO_TEST;
import static postprox.config.SetupOptions.PORT;
import static postprox.config.SetupOptions.SERVICE;
import static postprox.config.SetupOptions.STATE;
import static postprox.config.SetupOptions.SUBMISSION;
import static postprox.config.SetupOptions.TEST_RECIPIENT;
import static postprox.config.SetupOptions.UNDO;
import static postprox.config.SetupOptions.USER;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.SetupOptions;
import postprox.config.UsageException;
import postprox.doctor.Depth;
import postprox.doctor.Diagnosis;
import postprox.doctor.Doctor;
import postprox.doctor.Finding;
import postprox.doctor.Level;
import postprox.posix.PathText;
import postprox.postfix.Instances;
import postprox.postfix.Postfix;
import postprox.run.Exit;
import postprox.setup.Preview;
import postprox.setup.Request;
import postprox.setup.Setup;
import postprox.setup.SetupRefused;

/** {@code postprox setup}: puts postprox in front of Postfix's queue, or behind it, and takes it out again. */
final class SetUp implements Command {
    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        // The file of --config is the proxy's, and read by ProxyCommand.
        Configuration configuration = line.ownConfiguration();
        if (line.operands().size() > 1) {
            throw new UsageException("setup takes one filter, not '" + String.join("' and '", line.operands()) + "'");
        }
        int ways = (configuration.get(APPLY) ? 1 : 0)
                + (configuration.get(DIFF) ? 1 : 0)
                + (configuration.get(UNDO) ? 1 : 0);
        if (ways > 1) {
            throw new UsageException("setup takes one of --apply, --diff and --undo");
        }
        Postfix postfix = Postfix.in(directory(configuration));
        try {
            if (configuration.get(UNDO)) {
                boolean isOut = Setup.undo(postfix, configuration.get(STATE), configuration.get(FORCE), SetUp::say);
                return Output.printBytes(
                        isOut
                                ? "Done. Mail does not go through postprox any more.\n"
                                : "Mail still goes through postprox, as master.cf or main.cf says: postprox doctor\n");
            }
            return plan(line, configuration, postfix);
        } catch (SetupRefused e) {
            return Output.complain(Exit.FAILURE, e);
        }
    }

    private static Exit plan(CommandLine line, Configuration configuration, Postfix postfix)
            throws IOException, UsageException, SetupRefused {
        ProxyCommand proxy = ProxyCommand.of(line, configuration.get(SERVICE));
        Setup setup = Setup.plan(postfix, request(configuration, proxy));
        if (configuration.get(DIFF)) {
            return Output.printBytes(setup.diff());
        }
        Exit _ = Output.printBytes(setup.describe());
        List<Finding> trouble = trouble(postfix, setup).stream()
                // Whether a service listens is looked at when the plan is carried out.
                .filter(finding -> !configuration.get(SERVICE) || finding.diagnosis() != Diagnosis.LEADS_NOWHERE)
                .toList();
        if (!trouble.isEmpty()) {
            Exit _ = Output.printBytes("\nThis is what postprox doctor would find then:\n" + DoctorText.of(trouble));
        }
        if (!configuration.get(APPLY)) {
            return Output.printBytes(
                    "\nNothing has been changed. To do it, add --apply. To see each line, add --diff.\n");
        }
        boolean isBad = trouble.stream().anyMatch(finding -> finding.diagnosis().level() == Level.BAD);
        if (isBad && !configuration.get(FORCE)) {
            throw new SetupRefused(
                    "what is marked BAD would keep mail outside, or let it pass by the filter: mend it, or use"
                            + " --force. Nothing was changed");
        }
        say("");
        setup.apply(
                configuration.get(STATE),
                configuration.get(NO_TEST) ? Optional.empty() : Optional.of(configuration.get(TEST_RECIPIENT)),
                logs(postfix, proxy),
                configuration.get(FORCE),
                SetUp::say);
        return Output.printBytes("\nDone. To take it out again: postprox setup --undo" + same(configuration) + "\n");
    }

    /** What would be wrong, and is not wrong now. */
    private static List<Finding> trouble(Postfix now, Setup setup) throws IOException, SetupRefused {
        List<Finding> known = Doctor.examine(now, Depth.FILES);
        Optional<Finding> asked = known.stream()
                .filter(finding -> finding.diagnosis() == Diagnosis.ASKED)
                .findFirst();
        if (asked.isPresent()) {
            throw new SetupRefused("postprox is in place already, set up by hand: "
                    + asked.get().what() + " (" + asked.get().where()
                    + "). To see whether all is well: postprox doctor");
        }
        try (Preview preview = setup.preview()) {
            return Doctor.examine(preview.postfix(), Depth.FILES).stream()
                    .filter(Finding::isTrouble)
                    .map(finding -> new Finding(
                            finding.diagnosis(),
                            preview.named(finding.where()),
                            preview.named(finding.what()),
                            finding.remedy().stream().map(preview::named).toList()))
                    .filter(finding -> !known.contains(finding))
                    .toList();
        }
    }

    /** The files that may have postprox's line about the test message. */
    private static List<Path> logs(Postfix postfix, ProxyCommand proxy) {
        List<Path> logs = new ArrayList<>(proxy.logs());
        if (!postfix.parameter("maillog_file").isEmpty()) {
            logs.add(Path.of(postfix.parameter("maillog_file")));
        }
        logs.add(Path.of("/var/log/mail.log"));
        return logs;
    }

    /** The options that another call needs to find the same set-up. */
    private static String same(Configuration configuration) {
        String postfix = configuration
                .find(POSTFIX)
                .map(directory -> " --postfix " + PathText.of(directory.toAbsolutePath()))
                .orElse("");
        return configuration.isGiven(STATE) ? postfix + " --state " + PathText.of(configuration.get(STATE)) : postfix;
    }

    private static Request request(Configuration configuration, ProxyCommand proxy) {
        return new Request(
                proxy.proxy(),
                configuration.get(USER),
                configuration.get(AFTER_QUEUE) ? Request.Place.AFTER_QUEUE : Request.Place.BEFORE_QUEUE,
                configuration.get(SUBMISSION),
                configuration.get(LOCAL),
                configuration.find(MILTERS).map(SetUp::milters),
                configuration.isGiven(FRONT) ? configuration.all(FRONT) : List.of(),
                configuration.find(PORT));
    }

    private static Request.Milters milters(SetupOptions.Milters choice) {
        return switch (choice) {
            case BEHIND -> Request.Milters.BEHIND;
            case OFF -> Request.Milters.OFF;
        };
    }

    private static Path directory(Configuration configuration) throws IOException, UsageException {
        Optional<Path> given = configuration.find(POSTFIX);
        if (given.isPresent()) {
            // postfix(1) changes its directory before it looks at the name.
            return given.get().toAbsolutePath();
        }
        List<Path> instances = Instances.directories();
        if (instances.size() > 1) {
            throw new UsageException("there are several instances of Postfix: say which with --postfix, one of "
                    + String.join(", ", instances.stream().map(Path::toString).toList()));
        }
        return instances.getFirst();
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
