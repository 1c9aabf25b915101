package postprox.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import postprox.config.CommandLine;
import postprox.config.ConfigFile;
import postprox.config.Configuration;
import postprox.config.FilterOptions;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.ServiceOptions;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.posix.PathText;
import postprox.run.Exit;
import postprox.run.JavaFilters;

/** {@code postprox config}: checks a configuration file, or prints all settings with their origins. */
final class Config implements Command {
    private static final int WIDTH = 40;

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        List<String> operands = line.operands();
        List<String> rest = operands.subList(Math.min(1, operands.size()), operands.size());
        return switch (operands.isEmpty() ? "" : operands.getFirst()) {
            case "check" -> check(line, rest);
            case "show" -> show(line, rest);
            default -> throw new UsageException("config needs one of: config check FILE, config show [options]");
        };
    }

    private static Exit check(CommandLine line, List<String> operands) throws IOException, UsageException {
        List<String> files = new ArrayList<>(operands);
        files.addAll(line.texts(ServiceOptions.CONFIG_FILE));
        if (files.size() != 1) {
            throw new UsageException("config check needs the name of one file");
        }
        ConfigFile file = ConfigFile.read(files.getFirst(), operands.isEmpty() ? "--config" : "config check");
        List<String> mistakes = file.complaints().isEmpty() ? objections(line.configuration(file)) : file.complaints();
        for (String mistake : mistakes) {
            System.err.println("postprox: " + mistake);
        }
        return mistakes.isEmpty() ? Output.printBytes(files.getFirst() + ": nothing is wrong\n") : Exit.USAGE;
    }

    /** The objections to a configuration. Only if it has no other mistake are its filters' classes loaded. */
    private static List<String> objections(Configuration configuration) {
        List<String> mistakes = Settings.objections(configuration);
        return mistakes.isEmpty() && configuration.isGiven(FilterOptions.FILTER)
                ? JavaFilters.objections(
                        configuration.all(FilterOptions.FILTER), configuration.find(FilterOptions.PLUGINS))
                : mistakes;
    }

    private static Exit show(CommandLine line, List<String> operands) throws IOException, UsageException {
        if (operands.size() > 1) {
            throw new UsageException("config show takes one HOST:PORT, not '" + String.join("' and '", operands) + "'");
        }
        if (!operands.isEmpty() && isFile(operands.getFirst())) {
            throw new UsageException("config show takes a file as --config FILE; write postprox config show --config "
                    + operands.getFirst());
        }
        Configuration given = line.configuration();
        Configuration configuration = operands.isEmpty() ? given : given.withNextHop(operands.getFirst());
        StringBuilder text = new StringBuilder();
        for (Option<?> option : Options.settings()) {
            for (Configuration.Origin origin : configuration.origins(option)) {
                String setting = option.name() + " = " + origin.text();
                text.append(setting)
                        .repeat(' ', Math.max(1, WIDTH - setting.length()))
                        .append('(')
                        .append(origin.place())
                        .append(")\n");
            }
        }
        return Output.printBytes(text.toString());
    }

    private static boolean isFile(String operand) {
        try {
            return Files.isRegularFile(PathText.path(operand));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
