package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.Act;
import postprox.testkit.FilterProbe;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** Two servers, of which the first dies at every point of the conversation, or refuses. */
@Execution(ExecutionMode.CONCURRENT)
final class SeveralNextHopsTest {
    private static final String CONTENT = "Subject: x\r\n\r\ntext\r\n";
    private static final String QUEUED = "250 2.0.0 Ok: queued as ";

    @TempDir
    private Path spool;

    /** A server that dies at a point: it closes the connection and listens no more. */
    private static ScriptedNextHop dyingAt(Point point) {
        AtomicReference<ScriptedNextHop> hop = new AtomicReference<>();
        Act death = Act.run(() -> hop.get().stopListening()).then(Act.close());
        hop.set(ScriptedNextHop.start(Script.obedient().at(point, death)));
        return hop.get();
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.3.2 busy", "450 later", "554 5.7.1 not you", "354 what?"})
    void aServerThatGreetsWithARefusalIsPassedOver(String greeting) throws IOException {
        Act refusal = Act.say(greeting);
        try (ScriptedNextHop first = ScriptedNextHop.start(Script.obedient().at(Point.GREETING, refusal));
                ScriptedNextHop second = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(first, spool).orBefore(second).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith(QUEUED);
            assertThat(second.mails()).hasSize(1);
            assertThat(first.connection(1).awaitEnd().commands()).containsExactly("QUIT");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.3.2 busy", "554 5.7.1 not you"})
    void whereAllRefuseTheClientHearsIt(String greeting) throws IOException {
        Script refusing = Script.obedient().at(Point.GREETING, Act.say(greeting));
        try (ScriptedNextHop first = ScriptedNextHop.start(refusing);
                ScriptedNextHop second = ScriptedNextHop.start(refusing);
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(first, spool).orBefore(second).start();
                SmtpClient client = proxy.connect()) {
            assertThat(client.reply()).isEqualTo(greeting);
        }
    }

    /** In answer to a command a loss is the answer, as with one server. The next transaction finds the other one. */
    @ParameterizedTest
    @EnumSource(names = {"EHLO", "MAIL", "RCPT"})
    void whereAServerDiesAtACommandTheNextTransactionGoesToTheOther(Point point) throws IOException {
        try (ScriptedNextHop first = dyingAt(point);
                ScriptedNextHop second = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(first, spool).orBefore(second).start();
                SmtpClient client = proxy.connect()) {
            assertThat(client.reply()).startsWith("220");
            String reply = "250";
            for (String command : List.of("EHLO client.example", "MAIL FROM:<a@b>", "RCPT TO:<c@d>")) {
                reply = reply.startsWith("250") ? client.command(command) : reply;
            }
            assertThat(reply).isEqualTo("451 4.4.2 Error: next hop closed the connection");
            assertThat(second.connectionCount()).isZero();

            assertThat(client.command("EHLO again")).startsWith("250");
            assertThat(client.envelope().data(CONTENT)).startsWith(QUEUED);
            assertThat(second.mails()).hasSize(1);
            assertThat(first.mails()).isEmpty();
        }
    }

    /** Before it says 354 it has nothing, and the message is still whole with us. So it is with one server, too. */
    @Test
    void whereAServerDiesAtDataTheMessageGoesToTheOther() throws IOException {
        try (ScriptedNextHop first = dyingAt(Point.DATA);
                ScriptedNextHop second = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(first, spool).orBefore(second).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith(QUEUED);
            assertThat(second.mails()).hasSize(1);
            assertThat(second.commands()).contains("MAIL FROM:<sender@example.org>", "RCPT TO:<recipient@example.org>");
        }
    }

    /** It may have the message, or a part of it: the other server must never get it but from the client. */
    @ParameterizedTest
    @EnumSource(names = {"CONTENT", "DOT"})
    void whereAServerDiesWithinAMessageTheOtherDoesNotGetIt(Point point) throws IOException {
        try (ScriptedNextHop first = dyingAt(point);
                ScriptedNextHop second = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(first, spool).orBefore(second).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith("451 4.4.2 ");
            assertThat(second.connectionCount()).isZero();

            assertThat(client.envelope().data(CONTENT)).startsWith(QUEUED);
            assertThat(second.mails()).hasSize(1);
        }
    }

    /** A refusal is the answer, and no reason to ask somebody else. */
    @ParameterizedTest
    @EnumSource(names = {"EHLO", "MAIL", "RCPT", "DATA", "DOT"})
    void aRefusalOfACommandDoesNotMoveOn(Point point) throws IOException {
        try (ScriptedNextHop first = ScriptedNextHop.start(Script.obedient().at(point, Act.say("451 4.7.1 later")));
                ScriptedNextHop second = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(first, spool).orBefore(second).start();
                SmtpClient client = proxy.connect()) {
            assertThat(client.reply()).startsWith("220");
            String reply = "250";
            for (String command : List.of("EHLO client.example", "MAIL FROM:<a@b>", "RCPT TO:<c@d>")) {
                reply = reply.startsWith("250") ? client.command(command) : reply;
            }
            if (reply.startsWith("250")) {
                reply = client.data(CONTENT);
            }
            assertThat(reply).isEqualTo("451 4.7.1 later");
            assertThat(second.connectionCount()).isZero();
        }
    }

    /** After the refusal of a message another connection is opened, and the first server has died meanwhile. */
    @Test
    void aNewConnectionMayBeOneToTheOtherServer() throws IOException {
        try (ScriptedNextHop first = ScriptedNextHop.start(Script.obedient());
                ScriptedNextHop second = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(first, spool)
                        .orBefore(second)
                        .filter(FilterProbe.refusing(550, "5.7.1 not this"))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).isEqualTo("550 5.7.1 not this");
            first.stopListening();
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
            assertThat(second.connection(1).commands()).contains("MAIL FROM:<a@b>");
        }
    }
}
