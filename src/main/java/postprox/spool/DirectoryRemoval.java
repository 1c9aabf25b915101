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
 * Removes a process's directory with all that is in it, also the files and directories that filters left there. The directory
 * has mode 0700, so that no other user can have put a link in it that leads the removal elsewhere.
 */
final class DirectoryRemoval {
    /** How often the removal starts again, since a process that a filter left running may make new files all the time. */
    private static final int ROUNDS = 10;

    private DirectoryRemoval() {}

    /**
     * Removes a process's directory. The lock file goes after all other files, so that another process can finish a removal
     * that this process could not finish.
     *
     * @return how many entries it had besides the lock file
     * @throws IOException if an entry cannot be removed; all others are removed
     */
    static int of(Path directory) throws IOException {
        int count = 0;
        for (int round = 1; ; round++) {
            count += ofFilesIn(directory, _ -> true);
            // A filter may have put a directory in the place of the lock file.
            ofTree(SpoolNames.lockOf(directory));
            try {
                Files.deleteIfExists(directory);
                return count;
            } catch (DirectoryNotEmptyException e) {
                // A process that a filter left running has just made another file.
                if (round == ROUNDS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Removes entries of a process's directory, but never its lock file.
     *
     * @param isToGo which entries are removed
     * @return how many were removed
     * @throws IOException if one of them cannot be removed; all others are removed
     */
    static int ofFilesIn(Path directory, Predicate<Path> isToGo) throws IOException {
        Optional<IOException> failure = Optional.empty();
        int count = 0;
        for (Path file : entriesIn(directory)) {
            if (!isToGo.test(file)) {
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

    /** All entries of a process's directory but its lock file. */
    static List<Path> entriesIn(Path directory) throws IOException {
        List<Path> files = list(directory);
        files.remove(SpoolNames.lockOf(directory));
        return files;
    }

    /**
     * Removes a file, or a directory with all that is in it. A tree that a filter has unpacked can be so deep that the path of
     * an inner file is longer than PATH_MAX. So each directory in the tree is moved up beside its top before its entries are
     * removed.
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

    /** Moves a directory beside a file, under a random name, which no other file has. */
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
     * Gives the owner of a directory all permissions on it (rwx), if one is missing: without them, only root can remove its
     * entries. A filter may have unpacked a directory with such permissions, or shut it (chmod).
     *
     * @return whether a permission was missing
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
