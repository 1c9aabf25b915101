package postprox.filter.java;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.posix.FileReason;
import postprox.posix.FileStatus;
import postprox.posix.OwnProcess;
import postprox.spool.SafePath;

/**
 * The files of plug-ins. They run as the user of postprox, so nobody but that user and root may write to them: not to a jar, and not
 * to its directory, not even with the sticky bit, since another user could add a jar there.
 */
final class PluginFiles {
    private static final int ROOT = 0;
    private static final String JAR = ".jar";

    private PluginFiles() {}

    /** The jars in a directory, in the order of their names. */
    static List<Path> jarsIn(Path directory) throws PluginException {
        if (!Files.isDirectory(directory)) {
            throw new PluginException("there is no directory " + directory + "; make it, or name another by plugins");
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(PluginFiles::isJar).sorted().toList();
        } catch (IOException e) {
            throw new PluginException("cannot read the directory " + directory + ": " + FileReason.of(e));
        }
    }

    /** The jar's libraries: the jars in a directory beside it that has its name without the ending. */
    static List<Path> librariesOf(Path jar) throws PluginException {
        String name = String.valueOf(jar.getFileName());
        Path directory = jar.resolveSibling(name.substring(0, name.length() - JAR.length()));
        return Files.isDirectory(directory) ? jarsIn(directory) : List.of();
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(JAR) && Files.isRegularFile(file);
    }

    /** Fails unless only root and the user of postprox can change the files, their directory and the directories above it. */
    static void check(Path directory, List<Path> files) throws PluginException {
        try {
            Path real = directory.toRealPath();
            checkOne(real);
            checkAbove(real, directory);
            for (Path file : files) {
                Path target = file.toRealPath();
                checkOne(target);
                // A link may lead to another directory.
                checkAbove(target, file);
            }
        } catch (IOException e) {
            throw new PluginException("cannot look at the files in " + directory + ": " + FileReason.of(e));
        }
    }

    /** Checks the directories above a place, whose path has no links. */
    private static void checkAbove(Path place, Path named) throws IOException, PluginException {
        Optional<Path> above = Optional.ofNullable(place.getParent());
        Optional<String> objection = above.isEmpty() ? Optional.empty() : SafePath.reason(above.get());
        if (objection.isPresent()) {
            throw new PluginException("others could exchange " + named + ": " + objection.get());
        }
    }

    private static void checkOne(Path place) throws IOException, PluginException {
        FileStatus status = FileStatus.of(place);
        int user = OwnProcess.user();
        if (status.owner() != ROOT && status.owner() != user) {
            throw new PluginException("a plug-in runs as postprox, and " + place + " belongs to user "
                    + Integer.toUnsignedString(status.owner()) + "; give it to root (chown)");
        }
        if (status.isWorldWritable() || status.isGroupWritable()) {
            throw new PluginException(
                    "a plug-in runs as postprox, and others may write to " + place + "; chmod go-w " + place);
        }
    }

    /** What changes when a file is replaced or written to. A file that cannot be looked at has another state than any other. */
    static List<String> state(List<Path> files) {
        List<String> states = new ArrayList<>();
        for (Path file : files) {
            states.add(file + " " + state(file));
        }
        return states;
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.size() + " " + attributes.lastModifiedTime();
        } catch (NoSuchFileException e) {
            return "is gone";
        } catch (IOException e) {
            return FileReason.of(e);
        }
    }
}
