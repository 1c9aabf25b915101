package postprox.filter.clamd;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import postprox.filter.service.Visit;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer.NotConnected;
import postprox.net.WireException;
import postprox.posix.DescriptorSocket;
import postprox.posix.OpenFile;
import postprox.posix.PathText;
import postprox.text.WireText;
import postprox.time.Deadline;

/**
 * The command FILDES: clamd gets the descriptor of the message's file and reads it there, so that no byte is copied to it, and its user
 * needs no permission on the file (clamd(8)). It cannot change the file by this descriptor. Runs on a platform thread, since the waits are system calls.
 */
final class PassedFile {
    /** The command, and the byte with which the descriptor goes. */
    private static final byte[] COMMAND = WireText.bytes("zFILDES\0F");

    private static final int LONGEST_WAIT_MILLIS = 60_000;

    private PassedFile() {}

    /**
     * Has clamd scan a file.
     *
     * @throws IOException if there is no connection, or if it broke without a reply
     */
    static ClamdReply scan(Endpoint.Unix server, Visit visit, OpenFile file) throws IOException {
        try (DescriptorSocket socket = connect(server, visit.toConnect())) {
            send(socket, file);
            ReplyLine line = new ReplyLine();
            while (!line.hasEnded()) {
                boolean _ = line.take((bytes, offset, length) ->
                        receive(socket, ByteBuffer.wrap(bytes, offset, length), visit.deadline()));
            }
            return line.reply();
        }
    }

    private static void send(DescriptorSocket socket, OpenFile file) throws IOException {
        try {
            socket.send(COMMAND, file);
        } catch (DescriptorSocket.NoResources e) {
            throw new NotConnected(NotConnected.Why.NO_RESOURCES, e);
        }
    }

    private static DescriptorSocket connect(Endpoint.Unix server, Deadline deadline) throws NotConnected {
        DescriptorSocket socket = make();
        try {
            socket.connect(
                    PathText.of(server.path()),
                    Math.max(1, deadline.remaining().dividedBy(1000).toNanos()));
            return socket;
        } catch (DescriptorSocket.NoResources e) {
            socket.close();
            throw new NotConnected(NotConnected.Why.NO_RESOURCES, e);
        } catch (SocketTimeoutException e) {
            socket.close();
            throw new NotConnected(NotConnected.Why.SILENT, e);
        } catch (IOException e) {
            socket.close();
            throw new NotConnected(NotConnected.Why.REFUSED, e);
        }
    }

    private static DescriptorSocket make() throws NotConnected {
        try {
            return DescriptorSocket.make();
        } catch (IOException e) {
            throw new NotConnected(NotConnected.Why.NO_RESOURCES, e);
        }
    }

    private static int receive(DescriptorSocket socket, ByteBuffer into, Deadline deadline) throws IOException {
        Duration left = deadline.remaining();
        if (left.isZero()) {
            throw new WireException(WireException.Cause.TIMEOUT, "timed out");
        }
        return socket.receive(into, (int) Math.min(LONGEST_WAIT_MILLIS, left.toMillis() + 1));
    }
}
