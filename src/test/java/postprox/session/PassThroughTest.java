package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.Act;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** Everything but content passes byte for byte, up to what we can hold of it. */
final class PassThroughTest {
    /** With its line end (SmtpLimits.COMMAND_BYTES; RFC 4954 section 4.9). */
    private static final int LONGEST_COMMAND = 12_288;

    @TempDir
    private Path spool;

    @Test
    void aCommandPassesWithAnyByteButCrLfAndNul() throws IOException {
        String line = "X " + anyBytes();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command(line)).isEqualTo("502 5.5.2 Error: command not recognized");
            assertThat(hop.connection(1).commands()).endsWith(line);
        }
    }

    @Test
    void aReplyPassesWithAnyPrintableAndAny8BitByte() throws IOException {
        String text = IntStream.concat(IntStream.range(32, 127), IntStream.range(128, 256))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        Script script = Script.obedient().on("HELP", Act.say("214-" + text, "214-", "214 " + text));
        try (ScriptedNextHop hop = ScriptedNextHop.start(script);
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("HELP")).isEqualTo("214-" + text + "\n214-\n214 " + text);
        }
    }

    @Test
    void theLongestCommandPasses() throws IOException {
        String line = "MAIL FROM:<" + "a".repeat(LONGEST_COMMAND - "MAIL FROM:<>\r\n".length()) + ">";
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command(line)).isEqualTo("250 2.1.0 Ok");
            assertThat(hop.connection(1).commands()).endsWith(line);
        }
    }

    /** It never reaches the next hop in pieces (the C program cut lines at 1 KiB), and what follows is in step. */
    @ParameterizedTest
    @ValueSource(ints = {LONGEST_COMMAND + 1, 16_384, 65_536, 65_537, 1_000_000})
    void aLongerCommandIsRefusedAndSkippedToItsEnd(int length) throws IOException {
        String line = "NOOP " + "x".repeat(length - 7) + "\r\n";
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            client.send("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n" + line + "DATA\r\n.\r\nQUIT\r\n");
            assertThat(client.rest().lines())
                    .containsExactly(
                            "250 2.1.0 Ok",
                            "250 2.1.5 Ok",
                            "500 5.5.2 Error: command line too long",
                            "354 End data with <CR><LF>.<CR><LF>",
                            "250 2.0.0 Ok: queued as Q1",
                            "221 2.0.0 Bye");
            assertThat(hop.connection(1).commands())
                    .containsExactly("EHLO client.example", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "QUIT");
        }
    }

    @Test
    void anOverlongLineOfAuthEndsTheDialogue() throws IOException {
        Script script =
                Script.obedient().on("AUTH LOGIN", Act.say("334 VXNlcm5hbWU6")).on("*", Act.say("501 5.7.0 cancelled"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(script);
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("AUTH LOGIN")).isEqualTo("334 VXNlcm5hbWU6");
            assertThat(client.command("x".repeat(20_000))).isEqualTo("501 5.7.0 cancelled");
            assertThat(client.command("NOOP")).startsWith("250");
        }
    }

    @Test
    void secretsOfAuthAreNotInTheLog() throws IOException {
        Script script = Script.obedient()
                .on("AUTH LOGIN", Act.say("334 VXNlcm5hbWU6"))
                .on("SECRETNAME", Act.say("334 UGFzc3dvcmQ6"))
                .on("SECRETWORD", Act.say("535 5.7.8 no"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(script);
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("AUTH LOGIN")).startsWith("334");
            assertThat(client.command("SECRETNAME")).startsWith("334");
            assertThat(client.command("SECRETWORD")).startsWith("535");
            assertThat(client.command("AUTH PLAIN SECRETBOTH")).startsWith("235");
            for (String blank : List.of("\t", "  ", "\u000b", "\u00a0", "=")) {
                client.command("AUTH" + "\tPLAIN" + blank + "SECRETBOTH");
            }
            assertThat(proxy.log().lines()).noneMatch(line -> line.contains("SECRET"));
        }
    }

    private static String anyBytes() {
        return IntStream.range(1, 256)
                .filter(b -> b != '\r' && b != '\n')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
