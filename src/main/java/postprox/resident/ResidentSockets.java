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
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.Events;
import postprox.posix.FileReason;
import postprox.posix.FileStatus;
import postprox.posix.OwnProcess;
import postprox.posix.PathText;
import postprox.posix.UnixDatagramSocket;

/** Removes the sockets of residents that have ended or could not start. All sockets of a user are in one directory. */
public final class ResidentSockets {
    /** The first argument that the native client gives to a resident. The second is the path of its socket. */
    private static final String RESIDENT = "--resident";

    private ResidentSockets() {}

    /**
     * Removes the sockets that killed residents left in a directory. Holds the lock meanwhile that native clients take before
     * they bind a socket there.
     */
    static void removeDead(Path directory, Events events) {
        try (FileChannel channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.WRITE);
                FileLock _ = channel.lock();
                DirectoryStream<Path> sockets = Files.newDirectoryStream(directory, ResidentSockets::isSocket)) {
            for (Path socket : sockets) {
                removeIfDead(socket);
            }
        } catch (IOException e) {
            events.publish(trouble(directory, FileReason.of(e)));
        } catch (DirectoryIteratorException e) {
            events.publish(trouble(directory, String.valueOf(e.getMessage())));
        }
    }

    private static CleanUpTrouble trouble(Path directory, String reason) {
        return new CleanUpTrouble(CleanUpTrouble.Remains.RESIDENT_SOCKETS, directory.toString(), reason);
    }

    private static void removeIfDead(Path socket) throws IOException {
        try (var _ = UnixDatagramSocket.connect(socket.toString())) {
            // A process has the socket open.
        } catch (ConnectException e) {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            // Its process has just removed it, or it is no resident's socket. Then it stays.
        }
    }

    /**
     * Removes the socket of this process, if this is a resident whose command line is wrong. Native clients that wait for it
     * then do not take this process for killed. They start processes of their own, which report the mistake.
     *
     * @param arguments the command line; if it is not a resident's, this method does nothing
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
            // The socket stays like that of a killed process, and the next native client replaces it.
        }
    }

    private static boolean isSocket(Path file) throws IOException {
        return FileStatus.of(file).isSocket();
    }
}
