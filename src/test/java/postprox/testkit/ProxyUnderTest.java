package postprox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import postprox.filter.Chain;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.filter.Origin;
import postprox.log.LogSink;
import postprox.log.MailLog;
import postprox.log.Severity;
import postprox.net.AddressDialer;
import postprox.net.Destination;
import postprox.net.Dialer;
import postprox.net.Endpoint;
import postprox.net.Listener;
import postprox.net.NextHops;
import postprox.nexthop.NextHopTimeouts;
import postprox.quarantine.Quarantine;
import postprox.session.ClientLimits;
import postprox.session.Overview;
import postprox.session.PeerList;
import postprox.session.SessionConfig;
import postprox.session.SessionServices;
import postprox.session.Sessions;
import postprox.session.Trust;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * The proxy in this process, behind a real socket. Closing it checks what must be true of every conversation: nobody was
 * told 250 for a message but by the next hop, no file is left behind, and nothing unexpected happened.
 */
public final class ProxyUnderTest implements AutoCloseable {
    /** What went wrong with the watchdog. */
    private static final List<Throwable> TROUBLE = new CopyOnWriteArrayList<>();

    /** One for all tests: a watchdog watches until the process ends. */
    private static final Watchdog WATCHDOG = Watchdog.start(TROUBLE::add);

    private final Supplier<List<String>> answersToDots;
    private final Path directory;
    private final Spool spool;
    private final Sessions sessions;
    private final Listener listener;
    private final RecordingLog log;
    private final List<SmtpClient> clients = new ArrayList<>();
    private final Setup setup;

    private ProxyUnderTest(Setup setup, Listener listener) throws IOException {
        this.setup = setup;
        this.answersToDots = setup.answersToDots;
        this.directory = setup.directory;
        this.listener = listener;
        this.log = setup.log;
        this.spool = Spool.in(directory);
        this.sessions = new Sessions(services());
        Thread.ofVirtual()
                .start(() -> listener.acceptAll(
                        sessions::start, e -> log.write(Severity.ERROR, () -> "error: cannot accept: " + e)));
    }

    private SessionServices services() {
        return new SessionServices(
                setup.dialer.apply(AddressDialer.to(setup.nextHops(), WATCHDOG)),
                spool,
                setup.chain(),
                new Origin(setup.environment),
                setup.config(),
                new MailLog(setup.sink.apply(log), setup.verbosity),
                setup.ticker,
                WATCHDOG,
                new Overview(),
                setup.quarantine);
    }

    /** What a proxy is made of, with patience for nobody to run out of it. */
    public static final class Setup {
        private final int port;
        private Supplier<List<String>> answersToDots;
        private final Path directory;
        private final RecordingLog log = new RecordingLog();
        private List<String> environment = List.of();
        private final List<Filter> filters = new ArrayList<>();
        private List<ScriptedNextHop> more = List.of();
        private UnaryOperator<Dialer> dialer = UnaryOperator.identity();
        private Ticker ticker = Ticker.SYSTEM;
        private int sessions = ClientLimits.DEFAULT.sessions();
        private int sessionsPerAddress = ClientLimits.DEFAULT.sessionsPerAddress();
        private int commandBytes = ClientLimits.DEFAULT.commandBytes();
        private Duration commandTimeout = ClientLimits.DEFAULT.commandTimeout();
        private Duration dataTimeout = ClientLimits.DEFAULT.dataTimeout();
        private long messageBytes = ClientLimits.DEFAULT.messageBytes();
        private int recipients = ClientLimits.DEFAULT.recipients();
        private Duration deadline = SessionConfig.MESSAGE_DEADLINE;
        private Duration nextHopTimeout = NextHopTimeouts.REPLY;
        private Duration finalReplyTimeout = NextHopTimeouts.FINAL_REPLY;
        private Duration keepAlive = NextHopTimeouts.KEEP_ALIVE;
        private StrayCr strayCr = StrayCr.SPACE;
        private FailurePolicy failurePolicy = FailurePolicy.PASS;
        private String expectedError = "error: (none)";
        private UnaryOperator<LogSink> sink = UnaryOperator.identity();
        private Optional<Quarantine> quarantine = Optional.empty();
        private boolean discards;
        private int verbosity = 3;
        private Optional<PeerList> balancers = Optional.empty();
        private Optional<PeerList> servers = Optional.empty();

        private Setup(int port, Supplier<List<String>> answersToDots, Path directory) {
            this.port = port;
            this.answersToDots = answersToDots;
            this.directory = directory;
        }

        /** One filter more, behind those that there are. */
        public Setup filter(Filter theFilter) {
            filters.add(theFilter);
            return this;
        }

        /** What its sessions bring for the programs that filters start. */
        public Setup environment(String... lines) {
            environment = List.of(lines);
            return this;
        }

        /** More next hops, which are asked when those before them are down. */
        public Setup orBefore(ScriptedNextHop... others) {
            more = List.of(others);
            Supplier<List<String>> first = answersToDots;
            answersToDots = () -> Stream.concat(
                            first.get().stream(), more.stream().flatMap(hop -> hop.answersToDots().stream()))
                    .toList();
            return this;
        }

        private NextHops nextHops() {
            List<Destination> places = new ArrayList<>(List.of(new Endpoint.Tcp("127.0.0.1", port)));
            more.forEach(hop -> places.add(new Endpoint.Tcp("127.0.0.1", hop.port())));
            return new NextHops(places, NextHops.Order.FIRST, List.of());
        }

        /** Lets a test stand between the proxy and its connections to the next hop. */
        public Setup dialer(UnaryOperator<Dialer> change) {
            dialer = change;
            return this;
        }

        public Setup ticker(Ticker clock) {
            ticker = clock;
            return this;
        }

        public Setup sessions(int most) {
            sessions = most;
            return this;
        }

        public Setup sessionsPerAddress(int most) {
            sessionsPerAddress = most;
            return this;
        }

        public Setup commandBytes(int most) {
            commandBytes = most;
            return this;
        }

        public Setup dataTimeout(Duration time) {
            dataTimeout = time;
            return this;
        }

        public Setup messageBytes(long most) {
            messageBytes = most;
            return this;
        }

        public Setup recipients(int most) {
            recipients = most;
            return this;
        }

        public Setup commandTimeout(Duration time) {
            commandTimeout = time;
            return this;
        }

        public Setup deadline(Duration time) {
            deadline = time;
            return this;
        }

        public Setup nextHopTimeout(Duration time) {
            nextHopTimeout = time;
            return this;
        }

        public Setup finalReplyTimeout(Duration time) {
            finalReplyTimeout = time;
            return this;
        }

        public Setup keepAlive(Duration time) {
            keepAlive = time;
            return this;
        }

        public Setup strayCr(StrayCr what) {
            strayCr = what;
            return this;
        }

        public Setup failurePolicy(FailurePolicy policy) {
            failurePolicy = policy;
            return this;
        }

        /** Lets a test stand between the proxy and its log. */
        public Setup sink(UnaryOperator<LogSink> change) {
            sink = change;
            return this;
        }

        /** Lets filters have messages kept aside here. Their clients hear 250 of the proxy itself. */
        public Setup quarantine(Quarantine keeper) {
            quarantine = Optional.of(keeper);
            return this;
        }

        /** Lets filters have messages thrown away. Their clients hear 250 of the proxy itself. */
        public Setup discards() {
            discards = true;
            return this;
        }

        /** Logs what so many {@code -v} ask for, and not all that can be logged. */
        public Setup verbosity(int level) {
            verbosity = level;
            return this;
        }

        /** Demands a header of the PROXY protocol from these networks, and refuses all others. */
        public Setup proxyProtocol(String networks) {
            balancers = Optional.of(PeerList.parse(networks));
            return this;
        }

        /** Obeys XFORWARD and XCLIENT only of these networks. */
        public Setup xforwardFrom(String networks) {
            servers = Optional.of(PeerList.parse(networks));
            return this;
        }

        /** A mistake of the administrator that the log calls an error. */
        public Setup expectedError(String words) {
            expectedError = words;
            return this;
        }

        public ProxyUnderTest start() throws IOException {
            return new ProxyUnderTest(this, Listener.bind(new Endpoint.Tcp("127.0.0.1", 0), WATCHDOG));
        }

        private SessionConfig config() {
            ClientLimits limits = new ClientLimits(
                    sessions, sessionsPerAddress, commandBytes, commandTimeout, dataTimeout, messageBytes, recipients);
            return new SessionConfig(
                    limits,
                    deadline,
                    new NextHopTimeouts(nextHopTimeout, finalReplyTimeout, keepAlive),
                    strayCr,
                    discards,
                    new Trust(balancers, servers));
        }

        private Chain chain() {
            return Chains.of(filters, failurePolicy);
        }
    }

    /** A proxy in front of a next hop that spools in a directory of its own. */
    public static Setup before(ScriptedNextHop hop, Path directory) {
        return new Setup(hop.port(), hop::answersToDots, directory);
    }

    /** A proxy in front of whatever listens on a port. */
    public static Setup before(int port, Path directory) {
        return new Setup(port, List::of, directory);
    }

    /** Changes settings while the proxy runs, as SIGHUP does. */
    public void reload(Consumer<Setup> change) {
        change.accept(setup);
        sessions.use(services());
    }

    public SmtpClient connect() throws IOException {
        SmtpClient client = SmtpClient.connect(port());
        clients.add(client);
        return client;
    }

    public int port() throws IOException {
        String place = listener.place();
        return Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
    }

    public RecordingLog log() {
        return log;
    }

    public Sessions sessions() {
        return sessions;
    }

    @Override
    public void close() {
        try {
            for (SmtpClient client : clients) {
                client.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(sessions.drain(Patience.LONGEST))
                .as("sessions that do not end")
                .isZero();
        assertThat(Spooled.in(directory)).as("files of messages").isEmpty();
        try {
            spool.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(directory).as("the spool directory").isEmptyDirectory();
        assertThat(TROUBLE).as("mistakes that the watchdog met").isEmpty();
        assertThat(log.lines())
                .as("the log")
                .noneMatch(line -> line.startsWith("error:") && !line.contains(setup.expectedError));
        boolean mayAnswerItself = setup.discards || setup.quarantine.isPresent();
        assertThat(answersToDots.get().stream().map(String::strip).toList())
                .as("the next hop's own answers")
                .containsAll(clients.stream()
                        .flatMap(client -> client.acknowledgements().stream())
                        .filter(reply -> !mayAnswerItself || !reply.startsWith("250 2.0.0 Ok: taken as "))
                        .map(reply -> reply.replace("\n", "\r\n"))
                        .toList());
    }
}
