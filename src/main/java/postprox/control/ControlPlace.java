package postprox.control;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import postprox.posix.FileStatus;
import postprox.posix.OwnProcess;

/** Where control sockets are. */
public final class ControlPlace {
    /** The place of the service that comes with the package. */
    public static final Path OF_SERVICE = Path.of("/run/postprox/control");

    private static final Path DIRECTORIES = Path.of("/tmp");

    /** In such a directory the native client keeps the sockets of residents (src/main/c/place.c); a number follows. */
    private static final String DIRECTORY = ".postprox-";

    private static final String ENDING = ".control";

    private ControlPlace() {}

    /** The place of a process that listens and was told none: in a directory that only its user may enter. */
    public static Path ofListener() throws IOException {
        return DIRECTORIES
                .resolve(DIRECTORY + OwnProcess.user())
                .resolve("listener-" + ProcessHandle.current().pid() + ENDING);
    }

    /** The place of a resident, beside the socket at which it gets its sessions. */
    public static Path ofResident(Path socket) {
        return socket.resolveSibling(socket.getFileName() + ENDING);
    }

    /** The default places of all users whose directories this process may enter. Nothing there may be believed. */
    public static List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>();
        if (Files.exists(OF_SERVICE, LinkOption.NOFOLLOW_LINKS)) {
            all.add(OF_SERVICE);
        }
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(DIRECTORIES, DIRECTORY + "*")) {
            for (Path directory : directories) {
                if (is(directory, status -> isOfItsUser(directory, status)) && Files.isReadable(directory)) {
                    all.addAll(in(directory));
                }
            }
        }
        all.sort(null);
        return all;
    }

    /** Whether a directory belongs to the user whose number it has, and others cannot put sockets of theirs there. */
    private static boolean isOfItsUser(Path directory, FileStatus status) {
        return status.isDirectory()
                && directory.getFileName().toString().equals(DIRECTORY + status.owner())
                && !status.isGroupWritable()
                && !status.isWorldWritable();
    }

    /** The control sockets in a directory; none if it is none, or a link. Others come and go meanwhile. */
    static List<Path> in(Path directory) throws IOException {
        List<Path> sockets = new ArrayList<>();
        if (!is(directory, FileStatus::isDirectory)) {
            return sockets;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + ENDING)) {
            for (Path file : files) {
                if (isSocket(file)) {
                    sockets.add(file);
                }
            }
        } catch (NoSuchFileException e) {
            // Its last process has ended.
        }
        return sockets;
    }

    /** Whether there is a socket at a path. */
    static boolean isSocket(Path path) throws IOException {
        return is(path, FileStatus::isSocket);
    }

    private static boolean is(Path path, Predicate<FileStatus> kind) throws IOException {
        try {
            return kind.test(FileStatus.of(path));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Makes sure that only this process's user, and root, can reach a socket in a directory. Makes the directory if it is one of those in
     * /tmp.
     *
     * @throws IOException if others could enter it; its message says what to do
     */
    static void secure(Path directory) throws IOException {
        if (DIRECTORIES.equals(directory.getParent())
                && directory.getFileName().toString().startsWith(DIRECTORY)) {
            try {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                // It is looked at below, whoever has made it.
            }
        }
        FileStatus status = FileStatus.of(directory);
        if (!status.isDirectory()) {
            throw new IOException(directory + " is no directory");
        }
        if (status.owner() != OwnProcess.user()) {
            throw new IOException(directory + " belongs to user " + status.owner() + "; give it to user "
                    + OwnProcess.user() + " (chown), or name another directory");
        }
        if ((status.permissions() & 077) != 0) {
            throw new IOException(
                    "others may enter " + directory + "; chmod 700 " + directory + ", or name a directory of its own");
        }
    }
}
