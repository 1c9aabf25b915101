package postprox.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import postprox.time.Deadline;

/**
 * Asks name servers: by a datagram, and over a connection if the answer does not fit into one (RFC 7766). Each question has a random
 * number and a port of its own, so that strangers who guess cannot answer it (RFC 5452). Thread-safe; a question blocks.
 */
public final class Resolver {
    /** As glibc has them: a datagram is lost now and then, and a server may be down. */
    private static final Duration PER_TRY = Duration.ofSeconds(2);

    private static final int ROUNDS = 2;
    private static final int LARGEST = 65_535;

    private final List<InetSocketAddress> servers;
    private final Function<InetSocketAddress, String> names;
    private final RandomGenerator random = new SecureRandom();

    /**
     * Makes a resolver that asks these servers, the first of them first.
     *
     * @param names writes a server's address for messages
     */
    public Resolver(List<InetSocketAddress> servers, Function<InetSocketAddress, String> names) {
        this.servers = List.copyOf(servers);
        this.names = names;
    }

    /** Whether a name can be asked for. */
    public static boolean isName(String name) {
        return DnsMessage.isName(name);
    }

    /**
     * Asks for the records of a name.
     *
     * @param deadline the end of the wait for all servers together
     * @return an answer that says something about the name: {@link Answer.Status#OK} or {@link Answer.Status#NO_SUCH_NAME}
     * @throws IOException if no server gives such an answer in time; its message has the reason of the last one
     */
    public Answer ask(String name, RecordType type, Deadline deadline) throws IOException {
        String reason = "no name server is known";
        for (int round = 0; round < ROUNDS; round++) {
            for (InetSocketAddress server : servers) {
                if (deadline.isOver()) {
                    throw new IOException(reason);
                }
                try {
                    Answer answer = ask(server, name.toLowerCase(Locale.ROOT), type, deadline.within(PER_TRY));
                    if (answer.status() != Answer.Status.FAILED && !answer.isCut()) {
                        return answer;
                    }
                    reason = "the name server " + names.apply(server) + " cannot tell";
                } catch (IOException e) {
                    reason = "the name server " + names.apply(server) + " does not answer: " + e.getMessage();
                }
            }
        }
        throw new IOException(reason);
    }

    private Answer ask(InetSocketAddress server, String name, RecordType type, Deadline limit) throws IOException {
        int id = random.nextInt(LARGEST + 1);
        byte[] question = DnsMessage.question(id, name, type);
        byte[] buffer = new byte[LARGEST];
        // A connected socket takes datagrams of that server alone.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(question, question.length));
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.setSoTimeout(millis(limit));
                socket.receive(packet);
                try {
                    Answer answer = DnsMessage.answer(buffer, packet.getLength(), id, name, type);
                    return answer.isCut() ? askOverConnection(server, question, id, name, type, limit) : answer;
                } catch (MalformedAnswer e) {
                    // It may be forged, and the server's own may still come.
                }
            }
        }
    }

    private static Answer askOverConnection(
            InetSocketAddress server, byte[] question, int id, String name, RecordType type, Deadline limit)
            throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, millis(limit));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] whole = new byte[question.length + 2];
            whole[0] = (byte) (question.length >> 8);
            whole[1] = (byte) question.length;
            System.arraycopy(question, 0, whole, 2, question.length);
            out.write(whole);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            socket.setSoTimeout(millis(limit));
            byte[] answer = new byte[in.readUnsignedShort()];
            for (int at = 0; at < answer.length; ) {
                socket.setSoTimeout(millis(limit));
                int count = in.read(answer, at, answer.length - at);
                if (count < 0) {
                    throw new IOException("the connection was closed");
                }
                at += count;
            }
            return DnsMessage.answer(answer, answer.length, id, name, type);
        }
    }

    private static int millis(Deadline limit) throws SocketTimeoutException {
        if (limit.isOver()) {
            throw new SocketTimeoutException("timed out");
        }
        return Math.toIntExact(Math.max(1, limit.remaining().toMillis()));
    }
}
