package postprox.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import postprox.filter.Chain;
import postprox.filter.Origin;
import postprox.log.MailLog;
import postprox.log.Severity;
import postprox.net.AddressDialer;
import postprox.net.Dialer;
import postprox.net.Endpoint;
import postprox.net.Link;
import postprox.net.Listener;
import postprox.session.SessionConfig;
import postprox.session.SessionServices;
import postprox.session.Sessions;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** A proxy in this process whose next hop is found when its own port is known, since it leads back there. */
public final class LoopingProxy implements AutoCloseable {
    private final RecordingLog log = new RecordingLog();
    private final Listener listener;
    private final Sessions sessions;

    private LoopingProxy(Listener listener, Dialer dialer, Watchdog watchdog, Path directory) throws IOException {
        this.listener = listener;
        this.sessions = new Sessions(new SessionServices(
                dialer,
                Spool.in(directory),
                new Chain(List.of()),
                new Origin(List.of()),
                SessionConfig.with(SessionConfig.MESSAGE_DEADLINE, StrayCr.SPACE),
                new MailLog(log, 1),
                Ticker.SYSTEM,
                watchdog));
        Thread.ofVirtual()
                .start(() -> listener.acceptAll(
                        sessions::start, e -> log.write(Severity.ERROR, () -> "error: cannot accept: " + e)));
    }

    /** A proxy that sends its mail to itself. */
    public static LoopingProxy toItself(Path directory) throws IOException {
        return start(directory, port -> port, dialer -> dialer);
    }

    /** A proxy that sends its mail to a server which asks it; port 25 is not a test's to listen on. */
    public static LoopingProxy to(int frontDoor, Path directory) throws IOException {
        InetSocketAddress place = new InetSocketAddress(InetAddress.ofLiteral(Endpoint.LOOPBACK), frontDoor);
        return start(directory, _ -> frontDoor, dialer -> new FrontDoor(dialer, place));
    }

    private static LoopingProxy start(
            Path directory, Function<Integer, Integer> nextPort, Function<Dialer, Dialer> nextHop) throws IOException {
        Watchdog watchdog = TestWatchdog.running();
        Listener listener = Listener.bind(new Endpoint.Tcp(Endpoint.LOOPBACK, 0), watchdog);
        Dialer dialer = AddressDialer.to(new Endpoint.Tcp("localhost", nextPort.apply(listener.port())), watchdog);
        return new LoopingProxy(listener, nextHop.apply(dialer), watchdog, directory);
    }

    public int port() throws IOException {
        return listener.port();
    }

    public RecordingLog log() {
        return log;
    }

    /** Waits for the end of all sessions; how many do not end. */
    public int drain() {
        return sessions.drain(Patience.LONGEST);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private record FrontDoor(Dialer dialer, InetSocketAddress place) implements Dialer {
        @Override
        public Reply dial(Deadline whole, Greeting greeting) throws IOException {
            return dialer.dial(whole, greeting);
        }

        @Override
        public boolean hasOpened(Link link) {
            return dialer.hasOpened(link);
        }

        @Override
        public List<InetSocketAddress> frontDoors() {
            return List.of(place);
        }
    }
}
