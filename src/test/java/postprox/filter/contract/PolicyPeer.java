package postprox.filter.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import postprox.filter.Filter;
import postprox.filter.policy.PolicyFilter;
import postprox.filter.policy.RequestState;
import postprox.filter.service.Servers;
import postprox.net.Endpoint;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** A policy service on a socket, which looks at each request how it is to behave. */
final class PolicyPeer implements Peer {
    private static final int LATE_MILLIS = 3000;
    private static final byte[] FLOOD = bytes("x".repeat(8192));

    private final int port;
    private final Filter filter;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private Optional<ServerSocket> listener = Optional.empty();
    private volatile Behaviour behaviour = Behaviour.IS_NOT_THERE;

    PolicyPeer() throws IOException {
        behave(Behaviour.ACCEPTS);
        this.port = listener.orElseThrow().getLocalPort();
        this.filter = new PolicyFilter(
                new Servers("policy", List.of(new Endpoint.Tcp("127.0.0.1", port)), _ -> {}, Ticker.SYSTEM),
                RequestState.END_OF_MESSAGE,
                Watchdog.start(mistake -> {
                    throw new AssertionError(mistake);
                }));
    }

    @Override
    public Filter filter() {
        return filter;
    }

    /** A service does not see the content. */
    @Override
    public Set<Behaviour> foreign() {
        return Set.of(Behaviour.REFUSES_WITH_DIGEST);
    }

    @Override
    public void behave(Behaviour next) throws IOException {
        behaviour = next;
        if (next == Behaviour.IS_NOT_THERE) {
            close();
        } else if (listener.isEmpty()) {
            ServerSocket made = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            listener = Optional.of(made);
            Thread.startVirtualThread(() -> acceptAll(made));
        }
    }

    private void acceptAll(ServerSocket from) {
        try {
            while (true) {
                Socket socket = from.accept();
                open.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test has closed the listener.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    answer(socket);
                }
            }
        } catch (IOException e) {
            // The other side has closed the connection, as it does with a service that is wrong.
        } finally {
            open.remove(socket);
        }
    }

    private void answer(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        switch (behaviour) {
            case ACCEPTS -> out.write(bytes("action=DUNNO\n\n"));
            case REFUSES -> out.write(bytes("action=554 " + REFUSAL + "\n\n"));
            case EDITS -> out.write(bytes("action=PREPEND " + FIELD + "\n\n"));
            case HANGS, REFUSES_WITH_DIGEST -> {
                // It says nothing.
            }
            case DIES, IS_NOT_THERE -> socket.close();
            case FLOODS -> {
                out.write(bytes("action=REJECT "));
                while (true) {
                    out.write(FLOOD);
                }
            }
            case ANSWERS_LATE -> {
                passTime(socket);
                out.write(bytes("action=REJECT late\n\n"));
            }
            case TALKS_NONSENSE -> out.write(bytes("250 2.0.0 Ok\n\n"));
            case ANSWERS_TWICE -> out.write(bytes("action=DUNNO\n\naction=REJECT\n\n"));
        }
    }

    private static void passTime(Socket socket) throws IOException {
        socket.setSoTimeout(LATE_MILLIS);
        try {
            int _ = socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            // It is late now.
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        if (listener.isPresent()) {
            listener.get().close();
            listener = Optional.empty();
        }
        open.forEach(PolicyPeer::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
