package postprox.command;

import static postprox.config.NewOptions.LANGUAGE;
import static postprox.config.NewOptions.WORKER;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.NewOptions.Language;
import postprox.config.UsageException;
import postprox.posix.FileReason;
import postprox.posix.PathText;
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
        if (!configuration.isGiven(LANGUAGE) || !configuration.get(WORKER)) {
            throw new UsageException("new needs --lang sh|python|perl|java and --worker");
        }
        Language language = configuration.all(LANGUAGE).getLast();
        String text = Texts.example(example(language));
        return operands.isEmpty() ? Output.print(text) : write(text, language, operands.getFirst());
    }

    private static String example(Language language) {
        return switch (language) {
            case SH -> "worker.sh";
            case PYTHON -> "worker.py";
            case PERL -> "worker.pl";
            case JAVA -> "worker-java";
        };
    }

    private static Exit write(String text, Language language, String name) throws IOException, UsageException {
        if (language == Language.JAVA && name.endsWith(JAVA_SOURCE)) {
            throw new UsageException("new: java does not run a file with the ending .java that begins with #!; write "
                    + name.substring(0, name.length() - JAVA_SOURCE.length()));
        }
        Path file;
        try {
            file = PathText.path(name);
        } catch (InvalidPathException e) {
            throw new UsageException("new: the path '" + name + "' cannot be used in this locale");
        }
        // The umask takes away what others must not have.
        var permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx"));
        try (SeekableByteChannel made = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions)) {
            Channels.newOutputStream(made).write(text.getBytes(StandardCharsets.UTF_8));
            return Exit.OK;
        } catch (FileAlreadyExistsException e) {
            throw new UsageException("new: " + name + " is there already, and stays as it is; name another file");
        } catch (IOException e) {
            throw new IOException("cannot write " + name + ": " + FileReason.of(e), e);
        }
    }
}
