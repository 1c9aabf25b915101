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
import postprox.postfix.Instances;
import postprox.postfix.Postfix;
import postprox.run.Exit;
import postprox.setup.Request;
import postprox.setup.Setup;
import postprox.setup.SetupRefused;

/** {@code postprox setup}: puts postprox in front of Postfix's queue, or behind it, and takes it out again. */
final class SetUp implements Command {
    private static final String LAST_LINES = """
            Nothing has been changed. To do it: postprox setup --apply    To see each line: postprox setup --diff
            """;

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
                Setup.undo(postfix, configuration.get(STATE), configuration.get(FORCE), SetUp::say);
                return Output.printBytes("Done. Mail does not go through postprox any more.\n");
            }
            return run(line, configuration, postfix);
        } catch (SetupRefused e) {
            return Output.complain(Exit.FAILURE, e);
        }
    }

    private static Exit run(CommandLine line, Configuration configuration, Postfix postfix)
            throws IOException, UsageException, SetupRefused {
        ProxyCommand proxy = ProxyCommand.of(line);
        Setup setup = Setup.plan(postfix, request(configuration, proxy));
        if (configuration.get(DIFF)) {
            return Output.printBytes(setup.diff());
        }
        Exit _ = Output.printBytes(setup.describe());
        if (!configuration.get(APPLY)) {
            return Output.printBytes("\n" + LAST_LINES);
        }
        List<Path> logs = new ArrayList<>(proxy.logs());
        if (!postfix.parameter("maillog_file").isEmpty()) {
            logs.add(Path.of(postfix.parameter("maillog_file")));
        }
        logs.add(Path.of("/var/log/mail.log"));
        Optional<String> recipient =
                configuration.get(NO_TEST) ? Optional.empty() : Optional.of(configuration.get(TEST_RECIPIENT));
        say("");
        setup.apply(configuration.get(STATE), recipient, logs, configuration.get(FORCE), SetUp::say);
        return Output.printBytes("\nDone. To take it out again: postprox setup --undo\n");
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
            return given.get();
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
