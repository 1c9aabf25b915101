package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.testkit.Act;
import postprox.testkit.Alarm;
import postprox.testkit.FilterProbe;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;
import postprox.testkit.TestClock;

/** The next hop closes, dies, falls silent or talks nonsense at every point of the conversation. */
@Tag("real-time")
@Execution(ExecutionMode.CONCURRENT)
final class NextHopFaultsTest {
    /** A limit for the one wait of a test that ends with it. All other waits have the usual limits. */
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final String CONTENT = "Subject: x\r\n\r\ntext\r\n";

    /** What can go wrong. */
    enum Fault {
        CLOSES,
        RESETS,
        IS_SILENT,
        TALKS_NONSENSE,
        SAYS_HALF_A_REPLY,
        SAYS_ONE_LINE_OF_TWO,
        NEVER_ENDS_A_LINE,
        NEVER_ENDS_A_REPLY,
        BABBLES;

        /**
         * The fault as an act.
         *
         * @param silent runs when no whole reply will come
         */
        private Act act(Runnable silent) {
            Act silence = Act.run(silent).then(Act.silence());
            return switch (this) {
                case CLOSES -> Act.close();
                case RESETS -> Act.reset();
                case IS_SILENT -> silence;
                case TALKS_NONSENSE -> Act.sayRaw("I am no SMTP server\r\n");
                case SAYS_HALF_A_REPLY -> Act.sayRaw("250-and").then(Act.close());
                case SAYS_ONE_LINE_OF_TWO -> Act.say("250-and").then(silence);
                case NEVER_ENDS_A_LINE ->
                    Act.sayRaw("250 " + "x".repeat(100_000)).then(silence);
                case NEVER_ENDS_A_REPLY ->
                    Act.sayRaw("250-x\r\n".repeat(20_000)).then(Act.silence());
                case BABBLES -> Act.sayRaw("250 ").then(Act.run(silent)).then(Act.babble("x".repeat(1000)));
            };
        }
    }

    /** What the client is told about it. */
    private static String reason(Fault fault) {
        return switch (fault) {
            case CLOSES, RESETS, SAYS_HALF_A_REPLY -> "451 4.4.2 Error: next hop closed the connection";
            case IS_SILENT, SAYS_ONE_LINE_OF_TWO, NEVER_ENDS_A_LINE, BABBLES ->
                "451 4.4.2 Error: next hop did not answer in time";
            case TALKS_NONSENSE, NEVER_ENDS_A_REPLY -> "451 4.5.0 Error: unexpected reply from next hop";
        };
    }

    @TempDir
    private Path spool;

    private final Alarm alarm = new Alarm();

    @ParameterizedTest
    @EnumSource
    void withoutAGreetingThereIsNoSession(Fault fault) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.GREETING, fault.act(() -> {})));
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).nextHopTimeout(SHORT).start()) {
            assertThat(proxy.connect().rest())
                    .isEqualTo("421 4.3.2 Service not available - proxy failed to connect\r\n");
        }
    }

    @Test
    void withoutAConnectionThereIsNoSession() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start()) {
            hop.stopListening();
            assertThat(proxy.connect().rest())
                    .isEqualTo("421 4.3.2 Service not available - proxy failed to connect\r\n");
        }
    }

    static Stream<Arguments> commandsAndFaults() {
        return Stream.of(Point.EHLO, Point.XFORWARD, Point.MAIL, Point.RCPT, Point.NOOP, Point.RSET)
                .flatMap(point -> Stream.of(Fault.values()).map(fault -> Arguments.of(point, fault)));
    }

    /** 451, not 421, once a session runs; and the session goes on with a next hop opened again. */
    @ParameterizedTest
    @MethodSource("commandsAndFaults")
    void aLossAtACommandGives451AndTheNextMessagePasses(Point point, Fault fault) throws IOException {
        try (ScriptedNextHop hop =
                        ScriptedNextHop.start(Script.obedient().at(point, fault.act(alarm::ring)), Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).dialer(alarm).start();
                SmtpClient client = proxy.connect()) {
            assertThat(client.reply()).startsWith("220");
            assertThat(repliesUpTo(point, client)).isEqualTo(reason(fault));
            assertThat(client.command("EHLO again")).startsWith("250-");
            assertThat(client.envelope().data(CONTENT)).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(hop.connection(2).mails()).hasSize(1);
            assertThat(hop.connection(1).awaitEnd().mails()).isEmpty();
        }
    }

    private static String repliesUpTo(Point point, SmtpClient client) throws IOException {
        List<String> commands = List.of(
                "EHLO client.example", "XFORWARD ADDR=192.0.2.1", "NOOP", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "RSET");
        for (String command : commands) {
            String reply = client.command(command);
            if (command.startsWith(point.name())) {
                return reply;
            }
            assertThat(reply).startsWith("250");
        }
        throw new IllegalArgumentException("never said: " + point);
    }

    /** Before the next hop says 354 nobody is committed to anything: the message goes to a next hop opened again. */
    @ParameterizedTest
    @EnumSource
    void aLossAtDataIsNoneForTheClient(Fault fault) throws IOException {
        boolean nonsense = reason(fault).startsWith("451 4.5.0");
        Script losing = Script.obedient().at(Point.DATA, fault.act(alarm::ring));
        try (ScriptedNextHop hop = ScriptedNextHop.start(losing, Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).dialer(alarm).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT))
                    .startsWith(nonsense ? reason(fault) : "250 2.0.0 Ok: queued as ");
            assertThat(hop.connection(1).awaitEnd().mails()).isEmpty();
            assertThat(client.envelope().data(CONTENT)).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(hop.connection(2).mails()).hasSize(nonsense ? 1 : 2);
        }
    }

    /** Behind the final dot the next hop may have the message: nobody sends it again but the client. */
    @ParameterizedTest
    @EnumSource
    void aLossBehindTheFinalDotGives451AndTheNextMessagePasses(Fault fault) throws IOException {
        Script losing = Script.obedient().at(Point.DOT, fault.act(() -> {}));
        try (ScriptedNextHop hop = ScriptedNextHop.start(losing, Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .finalReplyTimeout(SHORT)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT))
                    .isEqualTo("451 4.4.2 Error: no reply from next hop after the message was sent");
            assertThat(hop.connection(1).awaitEnd().mails()).hasSize(1);
            assertThat(client.envelope().data(CONTENT)).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(hop.connection(2).mails()).hasSize(1);
        }
    }

    /** A QUIT is answered in any case: the client is done, and what the next hop makes of it is not its business. */
    @ParameterizedTest
    @EnumSource(names = {"CLOSES", "RESETS", "TALKS_NONSENSE", "SAYS_HALF_A_REPLY"})
    void aLossAtQuitIsStillAGoodbye(Fault fault) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.QUIT, fault.act(() -> {})));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.quit()).isEqualTo("221 2.0.0 Bye\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLossWhileTheFilterWorksIsNoneForTheClient(Fault fault) throws IOException {
        // The next hop goes wrong at the keep-alive's NOOP, which comes while the client is busy with its content.
        try (ScriptedNextHop hop = ScriptedNextHop.start(
                        Script.obedient().at(Point.NOOP, fault.act(alarm::ring)), Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .dialer(alarm)
                        .keepAlive(Duration.ofMillis(50))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            hop.connection(1).awaitCommand("NOOP");
            assertThat(client.finish(CONTENT + ".\r\n")).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(hop.connection(1).awaitEnd().mails()).isEmpty();
            assertThat(hop.connection(2).mails()).hasSize(1);
            proxy.log().await("warning: next hop lost in a transaction and opened again, where it goes on: ");
        }
    }

    /** A server that hangs up on everybody's errors is not one that forgets them: opening it again has an end. */
    @Test
    void aNextHopThatIsLostAgainAndAgainEndsTheSession() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.NOOP, Act.close()));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.command("NOOP")).isEqualTo("451 4.4.2 Error: next hop closed the connection");
            }
            assertThat(client.command("NOOP")).isEqualTo("421 4.4.2 Connection to next hop lost - closing connection");
            assertThat(client.rest()).isEmpty();
            assertThat(hop.connectionCount()).isEqualTo(21);
            proxy.log().await("reason=the next hop was lost more often than it may be opened again");
        }
    }

    /** A client that has messages for it may be there for years. */
    @Test
    void eachMessageMayCostAnotherOpening() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.refusing(550, "5.7.1 not this"))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.envelope().data(CONTENT)).isEqualTo("550 5.7.1 not this");
            }
            assertThat(hop.connectionCount()).isEqualTo(50);
        }
    }

    /** Who hangs up for what the client said does it at once; who does it later has tired of waiting. */
    @Test
    void whoHangsUpLongAfterARefusalDoesNotMeanTheClient() throws IOException {
        TestClock clock = new TestClock();
        Act refusal =
                Act.say("550 5.7.1 not this", "421 next.hop: command timeout").then(Act.close());
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.MAIL, refusal), Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).ticker(clock).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("MAIL FROM:<a@b>")).isEqualTo("550 5.7.1 not this");
            clock.advance(Duration.ofMinutes(1));
            assertThat(client.command("MAIL FROM:<c@d>")).startsWith("250");
        }
    }

    /** What it said stands in the log as it said it, without the line end. */
    @Test
    void whatNobodyAskedForIsQuotedWithoutItsLineEnd() throws IOException {
        Script babbling = Script.obedient().at(Point.MAIL, Act.say("250 2.1.0 Ok", "250-one more", "250 reply"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(babbling, Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
            assertThat(client.command("RCPT TO:<a@b>")).startsWith("250");
            assertThat(proxy.log().lines())
                    .anyMatch(line -> line.startsWith(
                            "warning: next hop lost in a transaction and opened again, where it goes on: "
                                    + "it said something that it was not asked: 250-one more / 250 reply; session="));
        }
    }

    /** A refusal needs no next hop: the filter's words stand, and the client need not come again to hear them. */
    @ParameterizedTest
    @EnumSource
    void aLossWhileTheFilterRefusesIsStillARefusal(Fault fault) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(
                        Script.obedient().at(Point.NOOP, fault.act(alarm::ring)), Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .dialer(alarm)
                        .keepAlive(Duration.ofMillis(50))
                        .filter(FilterProbe.refusing(550, "5.7.1 not this"))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            hop.connection(1).awaitCommand("NOOP");
            assertThat(client.finish(CONTENT + ".\r\n")).isEqualTo("550 5.7.1 not this");
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
        }
    }

    static Stream<Arguments> openingsAndFaults() {
        return Stream.of(Point.GREETING, Point.EHLO, Point.XFORWARD)
                .flatMap(point -> Stream.of(Fault.values()).map(fault -> Arguments.of(point, fault)));
    }

    /** The second next hop fails while it is opened again; the client tries once more, and the third one is well. */
    @ParameterizedTest
    @MethodSource("openingsAndFaults")
    void aLossWhileTheNextHopIsOpenedAgainGives451(Point point, Fault fault) throws IOException {
        Script gone = Script.obedient().at(Point.MAIL, Act.close());
        Script broken = Script.obedient().at(point, fault.act(alarm::ring));
        try (ScriptedNextHop hop = ScriptedNextHop.start(gone, broken, Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).dialer(alarm).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("XFORWARD ADDR=192.0.2.1")).startsWith("250");
            assertThat(client.command("MAIL FROM:<a@b>")).isEqualTo(reason(Fault.CLOSES));
            assertThat(client.command("MAIL FROM:<a@b>"))
                    .isEqualTo(point == Point.GREETING ? "451 4.4.1 Error: cannot connect to next hop" : reason(fault));
            assertThat(client.envelope().data(CONTENT)).startsWith("250");
            assertThat(hop.connection(3).commands())
                    .startsWith("EHLO client.example", "XFORWARD ADDR=192.0.2.1", "MAIL FROM:<sender@example.org>");
        }
    }

    @Test
    void everyReplyMayComeByteByByte() throws IOException {
        Script slow = Script.obedient()
                .at(Point.GREETING, Act.sayByteByByte("220-next", "220 hop"))
                .at(Point.EHLO, Act.sayByteByByte("250-next.hop", "250 PIPELINING"))
                .at(Point.MAIL, Act.sayByteByByte("250 2.1.0 Ok"))
                .at(Point.RCPT, Act.sayByteByByte("250-2.1.5 Yes", "250 2.1.5 Ok"))
                .at(Point.DATA, Act.sayByteByByte("354-go", "354 ahead"))
                .at(Point.DOT, Act.sayByteByByte("250-2.0.0 Ok", "250 2.0.0 queued"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(slow);
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect()) {
            assertThat(client.reply()).isEqualTo("220-next\n220 hop");
            assertThat(client.command("EHLO c")).isEqualTo("250-next.hop\n250 PIPELINING");
            assertThat(client.envelope().data(CONTENT)).isEqualTo("250-2.0.0 Ok\n250 2.0.0 queued");
        }
    }
}
