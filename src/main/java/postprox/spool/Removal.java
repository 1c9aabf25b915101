package postprox.spool;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
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
            count += ofFilesIn(directory, _ -> true);
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

    /**
     * Removes files in it, but never its lock.
     *
     * @param which which of them
     * @return how many there were
     * @throws IOException where some cannot be removed; all others are
     */
    static int ofFilesIn(Path directory, Predicate<Path> which) throws IOException {
        Optional<IOException> failure = Optional.empty();
        int count = 0;
        for (Path file : messagesIn(directory)) {
            if (!which.test(file)) {
                continue;
            }
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

    /**
     * Removes a file, or a directory with all that is in it. A path has an end (PATH_MAX), which a tree that a filter has unpacked
     * can go beyond: so each directory in it is moved beside it first.
     */
    private static void ofTree(Path file) throws IOException {
        Deque<Path> rest = new ArrayDeque<>(List.of(file));
        while (!rest.isEmpty()) {
            Path next = rest.pop();
            if (isDirectory(next)) {
                boolean _ = reopen(next);
                for (Path entry : list(next)) {
                    if (isDirectory(entry)) {
                        rest.push(movedBeside(file, entry));
                    } else {
                        Files.deleteIfExists(entry);
                    }
                }
            }
            Files.deleteIfExists(next);
        }
    }

    /** Gives a directory a place beside a file, and a name that nobody can have taken. */
    private static Path movedBeside(Path file, Path directory) throws IOException {
        boolean _ = reopen(directory);
        return Files.move(directory, file.resolveSibling("removed." + UUID.randomUUID()));
    }

    private static boolean isDirectory(Path file) {
        return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
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
