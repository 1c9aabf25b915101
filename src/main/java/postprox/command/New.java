package postprox.command;

import static postprox.config.NewOptions.LANGUAGE;
import static postprox.config.NewOptions.TASK;
import static postprox.config.NewOptions.WORKER;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.NewOptions.Language;
import postprox.config.UsageException;
import postprox.run.Exit;

/** {@code postprox new}: writes a filter to begin with, which is one of the examples. */
final class New implements Command {
    private static final String JAVA_SOURCE = ".java";

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        Configuration configuration = line.configuration();
        List<String> operands = line.operands();
        if (operands.size() > 1) {
            throw new UsageException("new takes one file, not '" + String.join("' and '", operands) + "'");
        }
        if (configuration.get(WORKER)) {
            return worker(configuration, operands);
        }
        if (operands.isEmpty()) {
            throw new UsageException(
                    "new needs the name of a file: postprox new [--lang sh|python|perl] [--task TASK] FILE");
        }
        String name = operands.getFirst();
        Language language = configuration.find(LANGUAGE).orElseGet(() -> languageOf(name));
        if (language == Language.JAVA) {
            throw new UsageException("new: a filter in Java is a worker; add --worker");
        }
        return new NewFilter(language, configuration.get(TASK)).write(NewFile.path(name));
    }

    private static Language languageOf(String name) {
        if (name.endsWith(".py")) {
            return Language.PYTHON;
        }
        return name.endsWith(".pl") ? Language.PERL : Language.SH;
    }

    private static Exit worker(Configuration configuration, List<String> operands) throws IOException, UsageException {
        Language language = configuration
                .find(LANGUAGE)
                .orElseThrow(() -> new UsageException("new needs --lang sh|python|perl|java and --worker"));
        if (configuration.isGiven(TASK)) {
            throw new UsageException("new: a worker has no --task; leave one of the two out");
        }
        String text = Texts.example(example(language));
        if (operands.isEmpty()) {
            return Output.print(text);
        }
        String name = operands.getFirst();
        if (language == Language.JAVA && name.endsWith(JAVA_SOURCE)) {
            throw new UsageException("new: java does not run a file with the ending .java that begins with #!; write "
                    + name.substring(0, name.length() - JAVA_SOURCE.length()));
        }
        Path file = NewFile.path(name);
        NewFile.refuseIfThere(file);
        NewFile.write(file, text, NewFile.EXECUTABLE);
        return Exit.OK;
    }

    private static String example(Language language) {
        return switch (language) {
            case SH -> "worker.sh";
            case PYTHON -> "worker.py";
            case PERL -> "worker.pl";
            case JAVA -> "worker-java";
        };
    }
}
