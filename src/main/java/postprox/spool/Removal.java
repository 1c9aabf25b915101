package postprox.spool;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.posix.FileStatus;

/**
 * The removal of a process's directory with all that is in it, also what filters left there. Nobody but this user can have put
 * anything there, so that nothing can be led astray.
 */
final class Removal {
    /** A filter that was left running may make files as fast as they are removed. */
    private static final int ROUNDS = 10;

    private Removal() {}

    /**
     * Removes it, the lock last, so that what this process cannot finish the next one can.
     *
     * @return how many files it had
     * @throws IOException where some cannot be removed; all others are
     */
    static int of(Path directory) throws IOException {
        int count = 0;
        for (int round = 1; ; round++) {
            count += ofFilesIn(directory);
            Files.deleteIfExists(ProcessDirectory.lockOf(directory));
            try {
                Files.deleteIfExists(directory);
                return count;
            } catch (DirectoryNotEmptyException e) {
                // Something that a filter left running has just made another file.
                if (round == ROUNDS) {
                    throw e;
                }
            }
        }
    }

    private static int ofFilesIn(Path directory) throws IOException {
        Optional<IOException> failure = Optional.empty();
        int count = 0;
        for (Path file : messagesIn(directory)) {
            try {
                ofTree(file);
                count++;
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return count;
    }

    /** The files in such a directory, but for its lock. */
    static List<Path> messagesIn(Path directory) throws IOException {
        List<Path> files = list(directory);
        files.remove(ProcessDirectory.lockOf(directory));
        return files;
    }

    /** As deep as a path can be long (PATH_MAX). */
    private static void ofTree(Path file) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            boolean _ = reopen(file);
            for (Path entry : list(file)) {
                ofTree(entry);
            }
        }
        Files.deleteIfExists(file);
    }

    private static List<Path> list(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(files::add);
        } catch (NoSuchFileException e) {
            return new ArrayList<>();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    /**
     * Lets us do in a directory of ours again what its owner may. A filter may have unpacked it so, and without it nobody but
     * root can remove what is in it.
     *
     * @return whether something was missing
     */
    static boolean reopen(Path directory) throws IOException {
        FileStatus status = FileStatus.of(directory);
        if (!status.isDirectory() || !status.isShut()) {
            return false;
        }
        Files.setAttribute(directory, "unix:mode", status.permissions() | FileStatus.OWNER_DOES_ALL);
        return true;
    }
}
