package postprox.resident;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import postprox.event.Event.CleanUpTrouble;
import postprox.event.Events;
import postprox.posix.FileStatus;
import postprox.posix.OwnProcess;
import postprox.posix.PathText;
import postprox.posix.UnixDatagramSocket;

/** The sockets, in a directory of their user's, of residents that are no more or never were. */
public final class ResidentSockets {
    /** With what the native client begins the command line of a resident. */
    private static final String RESIDENT = "--resident";

    private ResidentSockets() {}

    /** Removes what killed processes left; under the lock that native clients take to bind a socket there. */
    static void removeDead(Path directory, Events events) {
        try (FileChannel channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.WRITE);
                FileLock _ = channel.lock();
                DirectoryStream<Path> sockets = Files.newDirectoryStream(directory, ResidentSockets::isSocket)) {
            for (Path other : sockets) {
                removeIfDead(other);
            }
        } catch (IOException | DirectoryIteratorException e) {
            events.publish(new CleanUpTrouble(
                    CleanUpTrouble.Remains.RESIDENT_SOCKETS, directory.toString(), String.valueOf(e.getMessage())));
        }
    }

    private static void removeIfDead(Path other) throws IOException {
        try (var _ = UnixDatagramSocket.connect(other.toString())) {
            // Somebody is there.
        } catch (ConnectException e) {
            Files.deleteIfExists(other);
        } catch (IOException e) {
            // Its owner has just removed it, or it is no socket of a resident: not ours to judge.
        }
    }

    /**
     * Removes the socket of this process, a resident that cannot be, since its command line is wrong, as one that ends does. Those who
     * wait for it hear from a process of their own what is wrong, and do not take this one for killed.
     *
     * @param arguments a command line; nothing is done for any but a resident's
     */
    public static void forgo(List<String> arguments) {
        if (arguments.size() < 2 || !arguments.getFirst().equals(RESIDENT)) {
            return;
        }
        try {
            Path socket = PathText.path(arguments.get(1));
            if (OwnProcess.isSocket(HandoverSocket.DESCRIPTOR) && isSocket(socket)) {
                Files.delete(socket);
            }
        } catch (IOException | InvalidPathException e) {
            // It stays as that of a process that was killed, and the next client replaces it.
        }
    }

    private static boolean isSocket(Path file) throws IOException {
        return FileStatus.of(file).isSocket();
    }
}
