package postprox.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import postprox.net.ChannelWire;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.posix.KnownFile;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * A Unix socket at which this process answers questions of its own user and of root. A question must be there within seconds, and few
 * are in hand at once: one more ends the oldest, so that neither half questions nor a flood keep others out. Thread-safe.
 */
public final class ControlSocket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int AT_ONCE = 8;
    private static final int BACKLOG = 16;

    private final ServerSocketChannel channel;
    private final KnownFile file;
    private final UserPrincipal owner;
    private final Map<String, Question> questions;
    private final Map<String, Order> orders;
    private final Watchdog watchdog;
    private final Deque<Wire> inHand = new ArrayDeque<>();
    private volatile boolean closed;

    private ControlSocket(
            ServerSocketChannel channel,
            Path path,
            Map<String, Question> questions,
            Map<String, Order> orders,
            Watchdog watchdog)
            throws IOException {
        this.channel = channel;
        this.file = KnownFile.at(path);
        this.owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        this.questions = new TreeMap<>(questions);
        this.orders = new TreeMap<>(orders);
        this.watchdog = watchdog;
    }

    /**
     * Makes a socket, and answers from now on. A socket that a killed process left at this path is replaced.
     *
     * @param path      an absolute path, in a directory that only the user of this process may enter
     * @param questions what can be asked
     * @throws IOException if there is no such directory, if another process answers at this path, or if the system refuses
     */
    public static ControlSocket open(Path path, Map<String, Question> questions, Watchdog watchdog) throws IOException {
        return open(path, questions, Map.of(), false, watchdog);
    }

    /**
     * Makes a socket as above, which takes orders too.
     *
     * @param orders      what can be asked that takes time
     * @param isSuccessor whether a process that answers at this path has left its place to this one: its socket is replaced
     */
    public static ControlSocket open(
            Path path,
            Map<String, Question> questions,
            Map<String, Order> orders,
            boolean isSuccessor,
            Watchdog watchdog)
            throws IOException {
        Path directory = path.resolveSibling("");
        ControlPlace.secure(directory);
        for (Path other : ControlPlace.in(directory)) {
            removeIfDead(other);
        }
        boolean mayReplace = isSuccessor && ControlPlace.isSocket(path);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !mayReplace && !isDead(path)) {
            throw new IOException("another process answers there, or it is no socket");
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            bind(channel, path);
            ControlSocket socket = new ControlSocket(channel, path, questions, orders, watchdog);
            Thread.ofPlatform().daemon().name("control").start(socket::acceptAll);
            return socket;
        } catch (IOException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** The socket comes to its path when it listens already, so that no process takes it for one that a killed process left. */
    private static void bind(ServerSocketChannel channel, Path path) throws IOException {
        Path unready = path.resolveSibling("." + ProcessHandle.current().pid());
        Files.deleteIfExists(unready);
        channel.bind(UnixDomainSocketAddress.of(unready), BACKLOG);
        Files.setPosixFilePermissions(unready, PosixFilePermissions.fromString("rw-------"));
        Files.move(unready, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void removeIfDead(Path socket) throws IOException {
        if (isDead(socket)) {
            Files.deleteIfExists(socket);
        }
    }

    /** Whether it is a socket at which no process listens, or has gone meanwhile. */
    private static boolean isDead(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !ControlPlace.isSocket(path)) {
            return false;
        }
        try (SocketChannel _ = Reached.at(path, Duration.ZERO)) {
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            // A process listens, and takes no more connections now.
            return false;
        }
    }

    /** Whether the socket is still at its path. */
    public boolean isThere() throws IOException {
        return file.isThere();
    }

    /** The path of the socket. */
    public Path path() {
        return file.path();
    }

    private void acceptAll() {
        while (!closed) {
            try {
                take(channel.accept());
            } catch (IOException | RuntimeException | Error e) {
                // Too many open files, no memory: the next one may find some.
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void take(SocketChannel client) throws IOException {
        boolean taken = false;
        try {
            if (isAllowed(client)) {
                Wire wire = ChannelWire.over(client, watchdog);
                begin(wire);
                Thread.ofVirtual().name("control").start(() -> converse(wire));
                taken = true;
            }
        } finally {
            if (!taken) {
                client.close();
            }
        }
    }

    /** The directory lets nobody else in. This holds too if somebody opens it (chmod). */
    private boolean isAllowed(SocketChannel client) throws IOException {
        UserPrincipal user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        return user.equals(owner)
                || user.equals(file.path()
                        .getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("0"));
    }

    private synchronized void begin(Wire wire) {
        if (inHand.size() == AT_ONCE) {
            inHand.removeFirst().close();
        }
        inHand.addLast(wire);
    }

    private synchronized void end(Wire wire) {
        inHand.remove(wire);
        wire.close();
    }

    private void converse(Wire wire) {
        try {
            wire.timeouts(PATIENCE, Deadline.after(Ticker.SYSTEM, PATIENCE));
            byte[] line = new byte[Protocol.QUESTION_BYTES];
            Protocol.Asked asked = Protocol.asked(line, read(wire, line));
            Order order = orders.get(asked.name());
            Question question = questions.get(asked.name());
            if (order != null) {
                carryOut(order, asked, wire);
            } else if (question != null) {
                write(wire, Protocol.bytes(question));
            } else {
                Set<String> known = new TreeSet<>(questions.keySet());
                known.addAll(orders.keySet());
                write(wire, Protocol.error("this process answers no such question, but: " + String.join(", ", known)));
            }
        } catch (Protocol.NoQuestion e) {
            write(wire, Protocol.error(String.valueOf(e.getMessage())));
        } catch (WireException e) {
            // Who asked has gone, or took too long.
        } finally {
            end(wire);
        }
    }

    private static void carryOut(Order order, Protocol.Asked asked, Wire wire) {
        Order.Done done = order.carryOut(asked.words());
        try {
            wire.timeouts(PATIENCE, Deadline.after(Ticker.SYSTEM, PATIENCE));
            write(wire, Protocol.bytes(done.answer()));
        } finally {
            done.afterwards().run();
        }
    }

    private static void write(Wire wire, byte[] answer) {
        try {
            wire.write(answer, 0, answer.length);
        } catch (WireException e) {
            // Who asked has gone.
        }
    }

    /** Reads to the end of a line, or as much as a question may have. */
    private static int read(Wire wire, byte[] line) throws WireException {
        int length = 0;
        while (length < line.length && (length == 0 || line[length - 1] != '\n')) {
            int count = wire.read(line, length, line.length - length);
            if (count < 0) {
                break;
            }
            length += count;
        }
        return length;
    }

    /** Answers no more, and removes the socket, unless another process has put its own there. */
    @Override
    public void close() throws IOException {
        closed = true;
        try (channel) {
            file.remove();
        }
    }
}
